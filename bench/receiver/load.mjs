import { connect } from 'node:net'

/** One kept connection. The answer is 204 without a body, so that its head is all there is to read. */
function openConnection(port) {
  const socket = connect(port, '127.0.0.1')
  socket.setNoDelay(true)
  let head = ''
  let answered
  socket.on('data', (chunk) => {
    head += chunk.toString('latin1')
    if (!head.endsWith('\r\n\r\n')) return
    const status = Number(head.slice(9, 12))
    head = ''
    answered(status)
  })
  socket.on('error', () => answered?.(0))
  return {
    send: (request) =>
      new Promise((resolve) => {
        answered = resolve
        socket.write(request)
      }),
    close: () => socket.destroy(),
  }
}

const expectAccepted = (status) => {
  if (status !== 204) throw new Error(`answered ${status} instead of 204`)
}

/** As fast as it goes: requests per second over all. */
export async function measureRate(port, requests, connections) {
  const open = Array.from({ length: connections }, () => openConnection(port))
  let next = 0
  const started = performance.now()
  await Promise.all(
    open.map(async ({ send, close }) => {
      for (let index = next++; index < requests.length; index = next++) expectAccepted(await send(requests[index]))
      close()
    }),
  )
  return requests.length / ((performance.now() - started) / 1000)
}

/** At a fixed pace: milliseconds from the moment a request was due to its answer, whatever the others are doing. */
export async function measureLatencies(port, requests, perSecond, connections) {
  const free = Array.from({ length: connections }, () => openConnection(port))
  const all = [...free]
  const latencies = []
  const started = performance.now()
  await Promise.all(
    requests.map(async (request, index) => {
      const due = started + (index * 1000) / perSecond
      await new Promise((resolve) => setTimeout(resolve, due - performance.now()))
      const connection = free.pop()
      if (connection === undefined) throw new Error(`more than ${connections} requests wait for their answers`)
      expectAccepted(await connection.send(request))
      latencies.push(performance.now() - due)
      free.push(connection)
    }),
  )
  for (const { close } of all) close()
  return latencies.sort((a, b) => a - b)
}
