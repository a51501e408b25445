import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { root } from './setup/index.mjs'

const intro = `# Commands

\`npx redress …\` in the checkout. Every command that reads takes \`--json\`. Exit codes: 0 done, 1 failed, 2 misuse, 3 refused by a guard.
Commands work on the database of the data folder (or \`DATABASE_URL\`), whether a desk runs there or not: [decision 0005](decisions/0005-cli-works-on-the-database.md).

This page is written by \`node scripts/commands-page.mjs\` from the commands' own help.
`

/** Runs one command in this process and returns what it printed. */
async function helpOf(main, words) {
  let text = ''
  const stdout = { write: (part) => (text += part), columns: 100 }
  await main([...words, '--help'], { env: {}, cwd: root, stdout, stderr: stdout })
  return text.trim()
}

/** Names below "Commands:" in a help text, without `help` itself. */
export const namesIn = (help) =>
  (help.split(/^Commands:$/m)[1] ?? '')
    .split('\n')
    .map((line) => /^ {2}([a-z-]+)/.exec(line)?.[1])
    .filter((name) => name !== undefined && name !== 'help')

async function* sections(main, words) {
  const help = await helpOf(main, words)
  const names = namesIn(help)
  if (words.length === 1) yield `\n## ${words[0]}\n`
  if (names.length === 0) yield `\n\`\`\`text\n${help}\n\`\`\`\n`
  for (const name of names) yield* sections(main, [...words, name])
}

/** The page as it should be, from the commands that were built. */
export async function commandsPage() {
  // The width of somebody's terminal must not change the page.
  process.stdout.isTTY = false
  const { main } = await import(pathToFileURL(join(root, 'packages/desk/dist/cli/main.js')).href)
  let page = intro
  for await (const section of sections(main, [])) page += section
  return page
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  writeFileSync(join(root, 'docs/commands.md'), await commandsPage())
}
