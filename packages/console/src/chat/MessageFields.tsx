import type { KeyboardEvent, Ref } from 'react'
import { useTranslation } from 'react-i18next'
import { ArticleFields, TextField } from './fields.tsx'
import { MediaField } from './MediaField.tsx'
import type { MediaUploads } from './media-uploads.ts'
import { type FileSlot, kindOfSlot, type MessageDraft, slotsOfType } from './message-draft.ts'

interface Props {
  readonly draft: MessageDraft
  readonly disabled: boolean
  readonly maxArticles: number
  readonly uploads: MediaUploads
  readonly inputRef: Ref<HTMLTextAreaElement>
  readonly change: (apply: (draft: MessageDraft) => MessageDraft) => void
  readonly onWrote: () => void
  readonly onStopped: () => void
}

/** The parts of a message of the chosen kind. */
export function MessageFields({ draft, disabled, maxArticles, uploads, change, ...text }: Props) {
  const putVideo = (part: Partial<MessageDraft['video']>) =>
    change((now) => ({ ...now, video: { ...now.video, ...part } }))
  const putMusic = (part: Partial<MessageDraft['music']>) =>
    change((now) => ({ ...now, music: { ...now.music, ...part } }))
  const remove = (slot: FileSlot) =>
    change((now) => {
      const { [slot]: _, ...files } = now.files
      return { ...now, files }
    })
  return (
    <div className="chat-fields" data-type={draft.type}>
      {draft.type === 'text' && <TextPart draft={draft} disabled={disabled} change={change} {...text} />}
      {draft.type === 'music' && (
        <>
          <TextField
            name="musicUrl"
            required
            value={draft.music.musicUrl}
            onChange={(musicUrl) => putMusic({ musicUrl })}
          />
          <TextField
            name="hqMusicUrl"
            required
            value={draft.music.hqMusicUrl}
            onChange={(hqMusicUrl) => putMusic({ hqMusicUrl })}
          />
        </>
      )}
      {slotsOfType[draft.type].map((slot) => (
        <MediaField
          key={slot}
          kind={kindOfSlot[slot]}
          file={draft.files[slot]}
          upload={uploads.uploads[slot]}
          disabled={disabled}
          onChoose={(file) => uploads.start(slot, file)}
          onRemove={() => remove(slot)}
          onDropUpload={() => uploads.drop(slot)}
        />
      ))}
      {draft.type === 'video' && (
        <>
          <TextField name="title" value={draft.video.title} onChange={(title) => putVideo({ title })} />
          <TextField
            name="description"
            value={draft.video.description}
            onChange={(description) => putVideo({ description })}
          />
        </>
      )}
      {draft.type === 'music' && (
        <>
          <TextField name="title" value={draft.music.title} onChange={(title) => putMusic({ title })} />
          <TextField
            name="description"
            value={draft.music.description}
            onChange={(description) => putMusic({ description })}
          />
        </>
      )}
      {draft.type === 'news' && (
        <ArticleFields
          articles={draft.articles}
          max={maxArticles}
          onChange={(articles) => change((now) => ({ ...now, articles }))}
        />
      )}
    </div>
  )
}

type TextProps = Pick<Props, 'draft' | 'disabled' | 'inputRef' | 'change' | 'onWrote' | 'onStopped'>

function TextPart({ draft, disabled, inputRef, change, onWrote, onStopped }: TextProps) {
  const { t } = useTranslation()
  const onKeyDown = (event: KeyboardEvent<HTMLTextAreaElement>) => {
    // While an input method is composing, Esc only puts its candidates away.
    if (event.key === 'Escape' && !event.nativeEvent.isComposing) event.currentTarget.blur()
  }
  return (
    <textarea
      ref={inputRef}
      className="composer-text"
      aria-label={t('chat.text')}
      placeholder={t('chat.placeholder')}
      rows={1}
      disabled={disabled}
      value={draft.text}
      onChange={(event) => {
        const text = event.target.value
        change((now) => ({ ...now, text }))
        if (text === '') onStopped()
        else onWrote()
      }}
      onKeyDown={onKeyDown}
      onBlur={onStopped}
    />
  )
}
