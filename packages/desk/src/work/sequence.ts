/** Runs what it is given one after the other, in the order of asking; what fails holds up nobody. */
export function createSequence(): <Result>(work: () => Promise<Result>) => Promise<Result> {
  let before: Promise<unknown> = Promise.resolve()
  return async (work) => {
    const mine = before.then(work)
    before = mine.catch(() => undefined)
    return await mine
  }
}
