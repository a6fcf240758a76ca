/** `npm run bench -- <name> [options]` runs `bench/<name>.ts`; without a name it lists them. */
import { readdirSync } from 'node:fs'

const names = readdirSync(import.meta.dirname)
  .filter((file) => file.endsWith('.ts') && file !== 'run.ts')
  .map((file) => file.replace(/\.ts$/, ''))
const [name] = process.argv.slice(2)

if (name !== undefined && names.includes(name)) await import(`./${name}.ts`)
else {
  console.error(`Which benchmark? npm run bench -- ${names.join(' | ')}`)
  process.exitCode = 1
}
