export interface ExchangeResult {
  /** null when no answer came. */
  readonly status: number | null
  /** At most 64 KB. */
  readonly text: string
  readonly error: string | null
}

const MAX_TEXT = 65_536

/** Sends to the merchant's server and waits for the whole answer. Follows no redirect. Never throws. */
export async function exchange(
  url: string,
  init: { readonly method: 'GET' | 'POST'; readonly body?: string },
  timeoutMs: number,
): Promise<ExchangeResult> {
  try {
    const answer = await fetch(url, {
      method: init.method,
      headers: {
        'User-Agent': 'Mozilla/4.0',
        Accept: '*/*',
        Pragma: 'no-cache',
        'Content-Type': 'text/xml',
        Connection: 'close',
      },
      ...(init.body === undefined ? {} : { body: init.body }),
      redirect: 'manual',
      signal: AbortSignal.timeout(timeoutMs),
    })
    const text = await answer.text()
    return { status: answer.status, text: text.slice(0, MAX_TEXT), error: null }
  } catch (error) {
    return { status: null, text: '', error: codeOf(error) }
  }
}

function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return 'FAILED'
  if (error.name === 'TimeoutError') return 'TIMEOUT'
  const { cause } = error
  const code = cause instanceof Error && 'code' in cause ? cause.code : undefined
  return typeof code === 'string' ? code : error.name
}
