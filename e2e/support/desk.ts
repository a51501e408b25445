export interface DeskApi {
  get<T>(path: string): Promise<T>
  post<T>(path: string, body: unknown, headers?: Readonly<Record<string, string>>): Promise<T>
}

/** Signs in with the name and password that `redress demo` printed, and speaks to the REST API as a browser would. */
export async function signIn(desk: string, printed: string): Promise<DeskApi> {
  const [, username, password] = /sign in:?\s+(\S+)\s+\/\s+(\S+)/i.exec(printed) ?? []
  if (username === undefined || password === undefined) throw new Error(`no sign-in printed:\n${printed}`)
  return signInAs(desk, username, password)
}

export async function signInAs(desk: string, username: string, password: string): Promise<DeskApi> {
  const answer = await fetch(`${desk}/api/v1/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: desk },
    body: JSON.stringify({ username, password }),
  })
  if (!answer.ok) throw new Error(`sign-in: ${answer.status} ${await answer.text()}`)
  const cookie = answer.headers
    .getSetCookie()
    .map((line) => line.split(';')[0])
    .join('; ')

  const call = async <T>(method: string, path: string, body?: unknown, more = {}): Promise<T> => {
    const response = await fetch(`${desk}/api/v1${path}`, {
      method,
      headers: { cookie, origin: desk, ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...more },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    const text = await response.text()
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`)
    return (text === '' ? undefined : JSON.parse(text)) as T
  }
  return { get: (path) => call('GET', path), post: (path, body, headers) => call('POST', path, body, headers) }
}
