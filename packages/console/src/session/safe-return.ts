/**
 * The path to return to after signing in. Only paths of this page: an address in the link must not lead
 * an operator, freshly signed in, to somebody else's copy of the form.
 */
export function safeReturn(value: unknown): string {
  if (typeof value !== 'string' || !/^\/[^/\\]/.test(value) || value.startsWith('/sign-in')) return '/'
  const url = new URL(value, 'http://redress.invalid')
  return url.host === 'redress.invalid' ? `${url.pathname}${url.search}${url.hash}` : '/'
}
