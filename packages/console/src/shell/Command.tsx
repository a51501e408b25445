import { useTranslation } from 'react-i18next'
import { CopyText } from './CopyText.tsx'
import './command.css'

/** A command line to run on the server. */
export function Command({ children }: { readonly children: string }) {
  const { t } = useTranslation()
  return (
    <code className="command">
      <CopyText text={children} what={t('merchants.command')} />
    </code>
  )
}

export const ADD_MERCHANT_COMMAND =
  'npx redress merchant add --slug shop --mchid 1900000001 --serial-no SERIAL --private-key apiclient_key.pem --apiv3-key-file apiv3.key'

export const ADD_ACCOUNT_COMMAND =
  'npx redress account add --slug shop --app-id wx0123456789abcdef --partner-id 1900000109 --app-secret-file app.secret --pay-sign-key-file pay-sign.key'
