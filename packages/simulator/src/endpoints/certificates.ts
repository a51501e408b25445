import { beijingTime } from '../clock/beijing.ts'
import { seededText } from '../crypto/seeded.ts'
import { type Endpoint, json } from '../http/endpoint.ts'
import { readQuery } from '../http/query.ts'
import { refuse } from '../http/refusals.ts'
import { AEAD } from '../pki/identities.ts'

const ASSOCIATED_DATA = 'certificate'

/** 2.4 The platform's certificates, each sealed with the caller's APIv3 key. */
export const certificates: Endpoint = {
  call: 'certificates',
  method: 'GET',
  path: '/v3/certificates',
  handle(context) {
    const { keys, platformKeys, state, switches } = context.services
    const { mchid, keyMode } = context.caller
    if (keyMode === 'public-key') {
      if (switches.certificatesOfPublicKeyMode === 'empty-list') return json({ data: [] })
      throw refuse.noCertificates()
    }
    const algorithm = readQuery(context.request.query).get('algorithm_type') ?? 'RSA'
    if (!['RSA', 'SM2', 'ALL'].includes(algorithm)) {
      throw refuse.query('algorithm_type', algorithm, '取值为RSA、SM2或ALL', 'expected RSA, SM2 or ALL')
    }
    const issued = [
      ...(algorithm === 'SM2'
        ? []
        : platformKeys.certificates().map((certificate) => ({ certificate, suite: AEAD.RSA }))),
      ...(algorithm === 'RSA' ? [] : [{ certificate: keys.smPlatformCertificate(), suite: AEAD.SM2 }]),
    ]
    return json({
      data: issued.map(({ certificate, suite }) => {
        const nonce = seededText(state.seed, `certificate nonce ${certificate.serialNo} ${mchid}`, 12)
        return {
          serial_no: certificate.serialNo,
          effective_time: beijingTime(certificate.effectiveAt.getTime()),
          expire_time: beijingTime(certificate.expiresAt.getTime()),
          encrypt_certificate: {
            algorithm: suite.name,
            nonce,
            associated_data: ASSOCIATED_DATA,
            ciphertext: suite.seal(keys.apiV3Key(mchid), nonce, ASSOCIATED_DATA, Buffer.from(certificate.pem)),
          },
        }
      }),
    })
  },
}
