export function ensureInstalled(): Promise<void>
export function ensureBrowser(): Promise<string>
export function run(command: string, args: string[], options?: object): Promise<void>
