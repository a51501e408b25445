import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { commandsPage, namesIn } from './commands-page.mjs'
import { root } from './setup/index.mjs'

it('docs/commands.md says what the commands say (node scripts/commands-page.mjs writes it again)', async () => {
  expect(readFileSync(new URL('../docs/commands.md', import.meta.url), 'utf8')).toBe(await commandsPage())
})

it('finds the commands of a help text, and not their wrapped lines', () => {
  const help =
    'Usage: x\n\nCommands:\n  add [options]  adds\n                 more words\n  callback-url   address\n  help [command] help'
  expect(namesIn(help)).toEqual(['add', 'callback-url'])
})

/** Words that follow the name where no command is meant. */
const prose: ReadonlySet<string> = new Set(['is running', 'master key'])

/** What follows `redress` in running text, as far as it can be words of a command. */
const namedIn = (text: string): string[] =>
  [...text.matchAll(/(?<![@/\w-])redress ((?:[a-z][a-z-]*)(?: [a-z][a-z-]*){0,2})/g)].map(([, words = '']) => words)

it('no message and no page names a command that does not exist', () => {
  const page = readFileSync(new URL('../docs/commands.md', import.meta.url), 'utf8')
  const commands = [...page.matchAll(/^Usage: redress ((?:[a-z-]+ )+)/gm)].map(([, words = '']) => words.trim())
  // A group such as `redress account …` may stand for its commands.
  const groups = new Set(commands.flatMap((name) => name.split(' ').map((_, n, words) => words.slice(0, n).join(' '))))
  const exists = (words: string): boolean =>
    commands.some((name) => words === name || words.startsWith(`${name} `)) || groups.has(words)
  expect(commands.length).toBeGreaterThan(50)
  expect(['merchant check shop', 'account', 'complaints refund approve'].every(exists)).toBe(true)
  expect(['doctor', 'merchant doctor', 'complaint list'].some(exists)).toBe(false)

  const files = execFileSync('git', ['ls-files', 'packages/*/src/*', 'docs/*', 'deploy/*', '*.md'], {
    cwd: root,
    encoding: 'utf8',
  })
  const texts = files
    .split('\n')
    .filter((path) => /\.(?:tsx?|md|ya?ml|service)$/.test(path) && existsSync(join(root, path)))
  expect(texts.length).toBeGreaterThan(500)
  const wrong = texts
    .flatMap((path) => namedIn(readFileSync(join(root, path), 'utf8')).map((words) => ({ path, words })))
    .filter(({ words }) => !prose.has(words) && !exists(words))
  expect(wrong).toEqual([])
})
