import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { commandsPage, namesIn } from './commands-page.mjs'

it('docs/commands.md says what the commands say (node scripts/commands-page.mjs writes it again)', async () => {
  expect(readFileSync(new URL('../docs/commands.md', import.meta.url), 'utf8')).toBe(await commandsPage())
})

it('finds the commands of a help text, and not their wrapped lines', () => {
  const help =
    'Usage: x\n\nCommands:\n  add [options]  adds\n                 more words\n  callback-url   address\n  help [command] help'
  expect(namesIn(help)).toEqual(['add', 'callback-url'])
})
