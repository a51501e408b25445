/** The simulator keeps its newest requests only; this keeps what matters of all that come from now on. */
export function recordRequests(simulator, everyMs = 100) {
  const seen = new Set(simulator.requests().map(({ id }) => id))
  const all = []
  const look = () => {
    const newest = simulator.requests()
    if (seen.size > 0 && newest.length > 0 && newest.every(({ id }) => !seen.has(id))) {
      throw new Error('requests came faster than they could be recorded')
    }
    for (const { id, mchid, call, at, path, status } of newest) {
      if (seen.has(id)) continue
      seen.add(id)
      all.push({ mchid, call, at: Date.parse(at), path, status })
    }
  }
  const timer = setInterval(look, everyMs)
  return {
    all: () => {
      look()
      return all
    },
    close: () => clearInterval(timer),
  }
}
