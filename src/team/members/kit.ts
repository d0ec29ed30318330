export * from '../../log/kit.ts'
