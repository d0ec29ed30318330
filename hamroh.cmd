@node "%~dp0tools\launch.mjs" src/cli/main.ts %*
