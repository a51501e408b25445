import type { ControlCall } from '../control/calls.ts'
import { readInput } from '../control/input.ts'
import { rightsInput } from '../official-account/input.ts'
import type { RightsApi } from './api.ts'

const act = (path: string, summary: string, run: (rights: RightsApi, id: string) => void): ControlCall => ({
  method: 'POST',
  path: `/rights/{id}/${path}`,
  summary,
  handle(core, { id = '' }) {
    run(core.rights, id)
    return { status: 204 }
  },
})

/** What `/_sim` offers for rights tickets. */
export const RIGHTS_CALLS: readonly ControlCall[] = [
  {
    method: 'POST',
    path: '/rights',
    summary: 'A payer files a rights complaint',
    handle: (core, _params, body) => ({ status: 201, body: core.rights.file(readInput(rightsInput, body)) }),
  },
  {
    method: 'GET',
    path: '/rights',
    summary: 'All rights tickets',
    handle: (core) => ({ status: 200, body: core.rights.list() }),
  },
  {
    method: 'GET',
    path: '/rights/{id}',
    summary: 'One rights ticket',
    handle: (core, { id = '' }) => ({ status: 200, body: core.rights.get(id) }),
  },
  act('confirm', 'The payer confirms that the complaint is settled', (rights, id) => rights.confirm(id)),
  act('reject', 'The payer does not accept the settlement', (rights, id) => rights.reject(id)),
  act('arbitration', 'The payer calls in the platform', (rights, id) => rights.demandArbitration(id)),
  act('mark', 'The merchant confirms in the console of the account', (rights, id) => rights.markInConsole(id)),
]
