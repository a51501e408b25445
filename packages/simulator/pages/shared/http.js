/** A refusal of the simulator, with the words meant for people. */
export class Refusal extends Error {
  constructor(problem) {
    super(problem.detail ?? 'failed')
    this.problem = problem
  }
}

async function answerOf(response) {
  const text = await response.text()
  const body = text === '' ? undefined : JSON.parse(text)
  if (!response.ok) throw new Refusal(body ?? { detail: String(response.status) })
  return body
}

export const get = async (path) => answerOf(await fetch(path))

export const post = async (path, body = {}) =>
  answerOf(
    await fetch(path, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(body),
    }),
  )

export const remove = async (path) => answerOf(await fetch(path, { method: 'DELETE' }))
