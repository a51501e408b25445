import type { IncomingMessage, ServerResponse } from 'node:http'
import { CONTROL_PREFIX, createControlHandler } from './control/control-handler.ts'
import type { SimulatorCore } from './core.ts'
import { ENDPOINTS } from './endpoints/endpoints.ts'
import { readShownPicturePath } from './endpoints/shown-picture.ts'
import { createPlatformHandler } from './http/platform-handler.ts'
import { type Handler, listen, type RunningServer, type TlsIdentity } from './http/server.ts'
import { sendPage } from './http/static-files.ts'
import { createInspectorHandler, INSPECTOR_PREFIX } from './inspector/inspector-handler.ts'
import { addMerchant } from './merchants.ts'
import type { OfficialAccountOptions } from './official-account/api.ts'
import { isOfficialPath } from './official-account/api-handler.ts'
import type { MerchantOptions, SimulatorOptions } from './options.ts'
import { createPhoneHandler, PHONE_PREFIX } from './phone/phone-handler.ts'
import { privatePem } from './pki/rsa-key.ts'
import { createPublicMethods } from './public-methods.ts'
import { namedScenario } from './scenarios/play.ts'
import { buildServices, type Services } from './services.ts'
import type { Simulator } from './simulator-api.ts'
import type { PlatformState } from './state/platform-state.ts'

const DEFAULT_HOST = '127.0.0.1'
const DEFAULT_MERCHANTS: readonly MerchantOptions[] = [{ mchid: '1900000001', name: '云边咖啡' }]

const DEFAULT_ACCOUNTS: readonly OfficialAccountOptions[] = [{ appId: 'wx0123456789abcdef', name: '云边咖啡' }]

/**
 * Starts a platform of its own and resolves when it listens. Keys are drawn when first needed.
 * @throws {SimulatorError} `INPUT_INVALID` for options, `STATE_FILE_INVALID` for a state file of another making
 */
export async function createSimulator(options: SimulatorOptions = {}): Promise<Simulator> {
  const host = options.host ?? DEFAULT_HOST
  let server: RunningServer | undefined
  const url = (): string =>
    `${options.tls === true ? 'https' : 'http'}://${host.includes(':') ? `[${host}]` : host}:${server?.port ?? 0}`
  const scenario = typeof options.scenario === 'string' ? namedScenario(options.scenario) : options.scenario
  const seed = options.seed ?? scenario?.seed
  const services = buildServices(
    { ...options, ...(seed === undefined ? {} : { seed }) },
    () => options.publicUrl ?? url(),
  )
  const { state, official, listeners } = services
  for (const merchant of options.merchants ??
    (services.restored || scenario?.merchants !== undefined ? [] : DEFAULT_MERCHANTS)) {
    if (!state.merchants.has(merchant.mchid)) addMerchant(services, merchant)
  }
  for (const account of options.officialAccounts ?? (official.accounts.list().length > 0 ? [] : DEFAULT_ACCOUNTS)) {
    if (!official.accounts.list().some(({ appId }) => appId === account.appId)) official.accounts.add(account)
  }

  const core: SimulatorCore = {
    ...createPublicMethods(services),
    state,
    platform: services.platform,
    get url() {
      return url()
    },
    onChanged(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    async close() {
      await server?.close()
      services.poster.close()
      await services.clock.stop()
      services.writer?.flush()
    },
    [Symbol.asyncDispose]: () => core.close(),
  }
  const tls = options.tls === true ? tlsIdentity(services, host) : undefined
  try {
    server = await listen(createFaces(core, services), host, options.port ?? 0, tls)
    services.notifier.resume()
    if (scenario !== undefined && !services.restored) await core.playScenario(scenario)
    official.courier.resume()
  } catch (error) {
    // A taken port or a scenario that cannot be played leaves nothing behind that keeps the process alive.
    await core.close()
    throw error
  }
  return core
}

/** Leads every path to the face that serves it; what is left belongs to the platform. */
function createFaces(core: SimulatorCore, services: Services): Handler {
  const { state, clock, official, switches } = services
  const control = createControlHandler(core)
  const phone = createPhoneHandler(core)
  const inspector = createInspectorHandler(core, services.log)
  const platform = createPlatformHandler(ENDPOINTS, {
    ...services,
    strictness: () => switches,
    allowLocalNotificationUrls: services.allowLocalUrls,
    now: () => clock.now(),
    changed: () => services.changed(null),
    announceEcho: (mchid, url, plaintext) =>
      services.notifier.announceTo(mchid, url, {
        eventType: 'SECURITY_ECHO.SUCCESS',
        summary: '回声测试成功',
        originalType: 'security',
        complaintId: null,
        plaintext,
      }),
  })
  return (incoming, outgoing) => {
    const path = (incoming.url ?? '/').split('?')[0] ?? '/'
    const isBelow = (prefix: string): boolean => path === prefix || path.startsWith(`${prefix}/`)
    if (isBelow(CONTROL_PREFIX)) return control(incoming, outgoing)
    if (isBelow(PHONE_PREFIX)) return phone(incoming, outgoing)
    if (isBelow(INSPECTOR_PREFIX)) return inspector(incoming, outgoing)
    if (isBelow('/shared') && sendPage(outgoing, path.slice(1))) return undefined
    if (path === '/') return redirect(outgoing, `${PHONE_PREFIX}/`)
    if (isOfficialPath(path)) return official.handle(incoming, outgoing)
    if (official.sendMedia(path, incoming, outgoing)) return undefined
    const shown = readShownPicturePath(path, state.seed, clock.now())
    if (shown !== undefined) return sendPicture(state, shown, incoming, outgoing)
    return platform(incoming, outgoing)
  }
}

/** Names under which clients with a built-in host look for the platform. */
const PLATFORM_HOSTS = [
  'api.mch.weixin.qq.com',
  'api2.mch.weixin.qq.com',
  'api.wechatpay.cn',
  'api2.wechatpay.cn',
  'api.weixin.qq.com',
]

function tlsIdentity({ keys }: Services, host: string): TlsIdentity {
  const server = keys.server([...new Set(['localhost', '127.0.0.1', host, ...PLATFORM_HOSTS])])
  return { key: privatePem(server.key.privateKey), certificate: `${server.pem}${keys.authority().pem}` }
}

function redirect(outgoing: ServerResponse, location: string): void {
  outgoing.writeHead(302, { Location: location }).end()
}

function sendPicture(state: PlatformState, id: string, incoming: IncomingMessage, outgoing: ServerResponse): void {
  incoming.resume()
  const picture = state.pictures.get(id)
  const bytes = picture === undefined ? undefined : state.blobs.get(picture.digest)
  if (picture === undefined || bytes === undefined) {
    outgoing.writeHead(404).end()
    return
  }
  outgoing.writeHead(200, { 'Content-Type': picture.contentType, 'Cache-Control': 'max-age=3600' }).end(bytes)
}
