import type { Endpoint } from './endpoint.ts'

export interface Match {
  readonly endpoint: Endpoint
  readonly params: Readonly<Record<string, string>>
}

/** Finds the endpoint of a method and a path as it travelled; every parameter is percent-decoded once. */
export function createRouter(endpoints: readonly Endpoint[]): (method: string, path: string) => Match | undefined {
  const routes = endpoints.map((endpoint) => ({ endpoint, segments: endpoint.path.split('/') }))
  return (method, path) => {
    const given = path.split('/')
    for (const { endpoint, segments } of routes) {
      if (endpoint.method !== method || segments.length !== given.length) continue
      const params = matchSegments(segments, given)
      if (params !== undefined) return { endpoint, params }
    }
    return undefined
  }
}

function matchSegments(segments: readonly string[], given: readonly string[]): Record<string, string> | undefined {
  const params: Record<string, string> = {}
  for (const [index, segment] of segments.entries()) {
    const actual = given[index] ?? ''
    if (segment.startsWith('{')) {
      const decoded = decode(actual)
      if (decoded === undefined || decoded === '') return undefined
      params[segment.slice(1, -1)] = decoded
    } else if (segment !== actual) {
      return undefined
    }
  }
  return params
}

function decode(text: string): string | undefined {
  try {
    return decodeURIComponent(text)
  } catch {
    return undefined
  }
}
