import { readFileSync } from 'node:fs'
import { defineCommand, runMain } from 'citty'
import { reportFailure } from './failure.ts'

const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
  version: string
}

const main = defineCommand({
  meta: { name: 'attrigraph', version, description: 'A GraphQL analytics gateway over ClickHouse for PostHog events.' },
  // Loaded when they are named: `token` does not wait for the engine.
  subCommands: {
    serve: () => import('./serve.ts').then((module) => module.serveCommand),
    demo: () => import('./demo.ts').then((module) => module.demoCommand),
    import: () => import('./import.ts').then((module) => module.importCommand),
    migrate: () => import('./migrate.ts').then((module) => module.migrateCommand),
    erase: () => import('./erase.ts').then((module) => module.eraseCommand),
    'export-user': () => import('./export-user.ts').then((module) => module.exportUserCommand),
    doctor: () => import('./doctor.ts').then((module) => module.doctorCommand),
    backup: () => import('./backup.ts').then((module) => module.backupCommand),
    restore: () => import('./restore.ts').then((module) => module.restoreCommand),
    copy: () => import('./copy.ts').then((module) => module.copyCommand),
    rebuild: () => import('./rebuild.ts').then((module) => module.rebuildCommand),
    keys: () => import('./keys.ts').then((module) => module.keysCommand),
    token: () => import('./token.ts').then((module) => module.tokenCommand),
  },
})

process.on('uncaughtException', reportFailure)
await runMain(main)
