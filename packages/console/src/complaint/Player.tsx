import { DownloadOutlined } from '@ant-design/icons'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import './player.css'

interface Props {
  readonly kind: 'voice' | 'video'
  readonly url: string
  readonly contentType: string | null
  readonly posterUrl?: string | undefined
}

/** Plays a voice or a video. No browser plays AMR, the voice of phones: that is offered for download, and says so. */
export function Player({ kind, url, contentType, posterUrl }: Props) {
  const { t } = useTranslation()
  const [broken, setBroken] = useState<string>()
  if (contentType?.startsWith('audio/amr') === true || broken === url) {
    return (
      <p className="player-download">
        {t(`chat.media.noPreview.${kind}`)}
        {' · '}
        <a href={url} download>
          <DownloadOutlined aria-hidden /> {t('chat.media.download')}
        </a>
      </p>
    )
  }
  return kind === 'voice' ? (
    // oxlint-disable-next-line jsx-a11y/media-has-caption -- a recording of a person: there are no captions to give
    <audio
      className="player"
      controls
      preload="none"
      src={url}
      aria-label={t('chat.media.voiceOf')}
      onError={() => setBroken(url)}
    />
  ) : (
    // oxlint-disable-next-line jsx-a11y/media-has-caption -- a recording of a person: there are no captions to give
    <video
      className="player"
      controls
      preload="metadata"
      src={url}
      poster={posterUrl}
      aria-label={t('chat.media.videoOf')}
      onError={() => setBroken(url)}
    />
  )
}
