import { CloseOutlined, UploadOutlined } from '@ant-design/icons'
import { Button } from 'antd'
import { useRef } from 'react'
import { useTranslation } from 'react-i18next'
import type { MediaKind, StoredMedia } from '../api/types.ts'
import { Player } from '../complaint/Player.tsx'
import { announce } from '../shell/announcer.tsx'
import { explain } from '../shell/ProblemNote.tsx'
import { acceptOf, judgeMedia } from './media.ts'
import type { MediaUpload } from './media-uploads.ts'

interface Props {
  readonly kind: MediaKind
  readonly file: StoredMedia | undefined
  readonly upload: MediaUpload | undefined
  readonly disabled: boolean
  readonly onChoose: (file: File) => void
  readonly onRemove: () => void
  readonly onDropUpload: () => void
}

/** One file of a message: chosen, on its way, failed, or there to be looked at before it is sent. */
export function MediaField({ kind, file, upload, disabled, onChoose, onRemove, onDropUpload }: Props) {
  const { t } = useTranslation()
  const input = useRef<HTMLInputElement>(null)
  const what = t(`chat.media.${kind}`)
  const rule = t(`chat.media.rules.${kind}`)
  const chooseText = t(file === undefined ? 'chat.media.choose' : 'chat.media.replace', { what })
  function choose(chosen: File | undefined): void {
    if (chosen === undefined) return
    const refusal = judgeMedia(kind, chosen)
    if (refusal === undefined) onChoose(chosen)
    else announce(t(`chat.media.${refusal}`, { name: chosen.name, rule }))
  }
  return (
    <div className="media-field">
      <input
        ref={input}
        type="file"
        hidden
        accept={acceptOf(kind)}
        aria-label={chooseText}
        onChange={(event) => {
          choose(event.target.files?.[0])
          event.target.value = ''
        }}
      />
      {file !== undefined && (
        <div className="media-preview">
          {kind === 'voice' || kind === 'video' ? (
            <Player kind={kind} url={file.url} contentType={file.contentType} />
          ) : (
            <img src={file.url} alt={what} />
          )}
        </div>
      )}
      <div className="media-choices">
        <Button icon={<UploadOutlined aria-hidden />} disabled={disabled} onClick={() => input.current?.click()}>
          {chooseText}
        </Button>
        {file !== undefined && (
          <Button type="text" icon={<CloseOutlined aria-hidden />} disabled={disabled} onClick={onRemove}>
            {t('chat.media.remove', { what })}
          </Button>
        )}
        {file === undefined && upload === undefined && <span className="muted">{rule}</span>}
      </div>
      {upload !== undefined && (
        <UploadLine upload={upload} onRetry={() => onChoose(upload.file)} onDrop={onDropUpload} />
      )}
    </div>
  )
}

interface UploadProps {
  readonly upload: MediaUpload
  readonly onRetry: () => void
  readonly onDrop: () => void
}

function UploadLine({ upload: { file, progress, error }, onRetry, onDrop }: UploadProps) {
  const { t } = useTranslation()
  const failure = error === undefined ? undefined : explain(t, error)
  return (
    <div className="media-upload">
      {failure === undefined ? (
        <progress
          value={progress}
          aria-label={t('chat.media.uploading', { name: file.name, percent: Math.round(progress * 100) })}
        />
      ) : (
        <p className="upload-problem" role="alert">
          {t('chat.media.failed', { name: file.name })} {failure.message} {failure.remedy}
        </p>
      )}
      {failure !== undefined && (
        <Button size="small" onClick={onRetry}>
          {t('chat.media.retry')}
        </Button>
      )}
      <Button size="small" type="text" onClick={onDrop}>
        {t('chat.media.cancel')}
      </Button>
    </div>
  )
}
