import { CloseOutlined, ReloadOutlined } from '@ant-design/icons'
import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import type { StoredPicture } from '../api/types.ts'
import { explain } from '../shell/ProblemNote.tsx'
import type { Uploads } from './uploads.ts'

interface Props {
  readonly pictures: readonly StoredPicture[]
  readonly uploads: Uploads
  readonly onRemove: (picture: StoredPicture) => void
}

/** The pictures of the reply being written: arrived, on their way, failed. */
export function PictureTray({ pictures, uploads, onRemove }: Props) {
  const { t } = useTranslation()
  if (pictures.length === 0 && uploads.uploads.length === 0) return null
  const failed = uploads.uploads.filter((upload) => upload.error !== undefined)
  return (
    <>
      <ul className="picture-tray">
        {pictures.map((picture, index) => (
          <li key={picture.mediaKey} className="tray-picture">
            <img src={uploads.previewOf(picture) ?? `${picture.url}?size=thumb`} alt="" />
            <RemoveButton name={String(index + 1)} onClick={() => onRemove(picture)} />
          </li>
        ))}
        {uploads.uploads.map((upload) => (
          <li key={upload.id} className="tray-picture" data-failed={upload.error !== undefined}>
            <img src={upload.previewUrl} alt="" />
            {upload.error === undefined ? (
              <progress
                value={upload.progress}
                aria-label={t('reply.progress', { name: upload.file.name, percent: Math.round(upload.progress * 100) })}
              />
            ) : (
              <Button
                size="small"
                danger
                icon={<ReloadOutlined aria-hidden />}
                title={t('reply.retryUpload')}
                aria-label={`${t('reply.failed')}: ${t('reply.retryUpload')}`}
                onClick={() => uploads.retry(upload)}
              >
                {t('common.retry')}
              </Button>
            )}
            <RemoveButton name={upload.file.name} onClick={() => uploads.drop(upload)} />
          </li>
        ))}
      </ul>
      {failed.map((upload) => {
        const { message, remedy } = explain(t, upload.error)
        return (
          <p key={upload.id} className="upload-problem">
            {`${upload.file.name}: ${message} ${remedy ?? ''}`}
          </p>
        )
      })}
    </>
  )
}

function RemoveButton({ name, onClick }: { readonly name: string; readonly onClick: () => void }) {
  const { t } = useTranslation()
  return (
    <button type="button" className="tray-remove" aria-label={t('reply.remove', { name })} onClick={onClick}>
      <CloseOutlined aria-hidden />
    </button>
  )
}
