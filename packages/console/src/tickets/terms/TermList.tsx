import { ArrowDownOutlined, ArrowUpOutlined, DeleteOutlined, PlusOutlined } from '@ant-design/icons'
import { Button, Input } from 'antd'
import { flushSync } from 'react-dom'
import { useTranslation } from 'react-i18next'
import { BlockedButton } from '../../shell/BlockedButton.tsx'
import {
  judgeTerms,
  MAX_TERMS,
  moved,
  TERM_LIMIT,
  type TermKind,
  type TermLine,
  termLength,
  withLine,
} from './terms.ts'

interface Props {
  readonly slug: string
  readonly kind: TermKind
  readonly lines: readonly TermLine[]
  readonly readOnly: boolean
  readonly onChange: (lines: readonly TermLine[]) => void
}

const itemNames = { reasons: 'rights.terms.reasonItem', solutions: 'rights.terms.solutionItem' } as const
const addNames = { reasons: 'rights.terms.addReason', solutions: 'rights.terms.addSolution' } as const

/** The reasons, or the solutions, in the order in which payers see them. */
export function TermList({ slug, kind, lines, readOnly, onChange }: Props) {
  const { t } = useTranslation()
  const problems = judgeTerms(lines)
  const idOf = (what: string, id?: number) => `${slug}-${kind}-${what}${id === undefined ? '' : `-${id}`}`
  /** Changes the lines and puts the focus where the work goes on: a moved or removed element has lost it. */
  const changeAndFocus = (next: readonly TermLine[], elementId: string) => {
    flushSync(() => onChange(next))
    document.getElementById(elementId)?.focus()
  }
  const add = () => {
    const next = withLine(lines)
    changeAndFocus(next, idOf('field', next.at(-1)?.id))
  }
  const remove = (index: number) => {
    const next = lines.filter((_, at) => at !== index)
    const neighbour = next[index] ?? next.at(-1)
    changeAndFocus(next, neighbour === undefined ? idOf('add') : idOf('field', neighbour.id))
  }
  return (
    <section className="term-list" aria-labelledby={idOf('title')}>
      <h3 id={idOf('title')}>{t(`rights.terms.${kind}`)}</h3>
      {lines.length === 0 && <p className="muted">{t('rights.terms.empty')}</p>}
      <ol>
        {lines.map((line, index) => {
          const item = t(itemNames[kind], { number: index + 1 })
          const problem = problems[index]
          const length = termLength(line.text)
          const nameOf = (what: 'up' | 'down' | 'remove') =>
            t('rights.terms.itemAction', { what: t(`rights.terms.${what}`), item })
          return (
            <li key={line.id} className="term">
              <Input
                id={idOf('field', line.id)}
                aria-label={item}
                aria-invalid={problem !== undefined}
                aria-describedby={idOf('note', line.id)}
                status={problem === undefined ? '' : 'error'}
                autoComplete="off"
                readOnly={readOnly}
                value={line.text}
                onChange={(event) => {
                  const text = event.target.value
                  onChange(lines.map((known) => (known.id === line.id ? { ...known, text } : known)))
                }}
              />
              {!readOnly && (
                <span className="term-tools">
                  <BlockedButton
                    id={idOf('up', line.id)}
                    type="text"
                    size="small"
                    icon={<ArrowUpOutlined aria-hidden />}
                    aria-label={nameOf('up')}
                    title={t('rights.terms.up')}
                    blocked={index === 0 ? t('rights.terms.atTop') : undefined}
                    onClick={() => changeAndFocus(moved(lines, index, -1), idOf('up', line.id))}
                  />
                  <BlockedButton
                    id={idOf('down', line.id)}
                    type="text"
                    size="small"
                    icon={<ArrowDownOutlined aria-hidden />}
                    aria-label={nameOf('down')}
                    title={t('rights.terms.down')}
                    blocked={index === lines.length - 1 ? t('rights.terms.atBottom') : undefined}
                    onClick={() => changeAndFocus(moved(lines, index, 1), idOf('down', line.id))}
                  />
                  <Button
                    type="text"
                    size="small"
                    icon={<DeleteOutlined aria-hidden />}
                    aria-label={nameOf('remove')}
                    title={t('rights.terms.remove')}
                    onClick={() => remove(index)}
                  />
                </span>
              )}
              <p id={idOf('note', line.id)} className="term-note">
                <span className="term-problem">
                  {problem !== undefined &&
                    t(`rights.terms.problem.${problem}`, { n: length - TERM_LIMIT, limit: TERM_LIMIT })}
                </span>
                <span className="number" data-over={length > TERM_LIMIT}>
                  {t('rights.terms.count', { length, limit: TERM_LIMIT })}
                </span>
              </p>
            </li>
          )
        })}
      </ol>
      {!readOnly && (
        <BlockedButton
          id={idOf('add')}
          size="small"
          icon={<PlusOutlined aria-hidden />}
          blocked={lines.length >= MAX_TERMS ? t('rights.terms.full', { items: MAX_TERMS }) : undefined}
          onClick={add}
        >
          {t(addNames[kind])}
        </BlockedButton>
      )}
    </section>
  )
}
