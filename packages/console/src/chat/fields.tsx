import { DeleteOutlined, PlusOutlined } from '@ant-design/icons'
import { Button, Input } from 'antd'
import { useId } from 'react'
import { useTranslation } from 'react-i18next'
import { BlockedButton } from '../shell/BlockedButton.tsx'
import { type ArticleDraft, emptyArticle } from './message-draft.ts'

type FieldName = 'title' | 'description' | 'musicUrl' | 'hqMusicUrl' | 'url' | 'pictureUrl'

interface FieldProps {
  readonly name: FieldName
  readonly value: string
  readonly required?: boolean
  readonly onChange: (value: string) => void
}

const limits: Readonly<Record<FieldName, number>> = {
  title: 128,
  description: 512,
  musicUrl: 1024,
  hqMusicUrl: 1024,
  url: 1024,
  pictureUrl: 1024,
}

/** One short text of a message, named above it. */
export function TextField({ name, value, required = false, onChange }: FieldProps) {
  const { t } = useTranslation()
  const id = useId()
  const link = name.endsWith('Url') || name === 'url'
  return (
    <div className="chat-field">
      <label htmlFor={id}>
        {t(`chat.field.${name}`)}
        {!required && <span className="muted"> · {t('chat.field.optional')}</span>}
      </label>
      <Input
        id={id}
        value={value}
        maxLength={limits[name]}
        autoComplete="off"
        {...(link ? { inputMode: 'url' as const, placeholder: t('chat.field.link') } : {})}
        onChange={(event) => onChange(event.target.value)}
      />
    </div>
  )
}

interface ArticlesProps {
  readonly articles: readonly ArticleDraft[]
  readonly max: number
  readonly onChange: (articles: readonly ArticleDraft[]) => void
}

const articleFields = ['title', 'description', 'url', 'pictureUrl'] as const satisfies (keyof ArticleDraft)[]

/** The articles of a picture-and-text message, as many as the account may send. */
export function ArticleFields({ articles, max, onChange }: ArticlesProps) {
  const { t } = useTranslation()
  const put = (index: number, change: Partial<ArticleDraft>) =>
    onChange(articles.map((article, at) => (at === index ? { ...article, ...change } : article)))
  return (
    <>
      {articles.map((article, index) => (
        // oxlint-disable-next-line react/no-array-index-key -- told apart by their place only; the fields hold no state of their own
        <fieldset key={index} className="chat-article">
          <legend>{t('chat.article', { number: index + 1 })}</legend>
          {articleFields.map((name) => (
            <TextField
              key={name}
              name={name}
              value={article[name]}
              onChange={(value) => put(index, { [name]: value })}
            />
          ))}
          {articles.length > 1 && (
            <Button
              size="small"
              type="text"
              icon={<DeleteOutlined aria-hidden />}
              onClick={() => onChange(articles.filter((_, at) => at !== index))}
            >
              {t('chat.removeArticle', { number: index + 1 })}
            </Button>
          )}
        </fieldset>
      ))}
      <BlockedButton
        size="small"
        className="chat-add"
        icon={<PlusOutlined aria-hidden />}
        blocked={articles.length >= max ? t('chat.articlesFull', { max }) : undefined}
        onClick={() => onChange([...articles, emptyArticle])}
      >
        {t('chat.addArticle', { max })}
      </BlockedButton>
    </>
  )
}
