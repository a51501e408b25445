import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { bodyOf } from '../../api/client.ts'
import { sessionQuery, termsQuery } from '../../api/queries.ts'
import type { AccountTerms } from '../../api/types.ts'
import { useApi } from '../../app/services.ts'
import { announce } from '../../shell/announcer.tsx'
import { BlockedButton } from '../../shell/BlockedButton.tsx'
import { ProblemNote } from '../../shell/ProblemNote.tsx'
import { useTermsDraft } from './drafts.ts'
import { TermList } from './TermList.tsx'
import { draftFromTerms, isSame, isValid, type TermLine, type TermsDraft, termKinds, termsFromDraft } from './terms.ts'

interface Props {
  readonly slug: string
  readonly terms: AccountTerms
}

/** Changes are kept in the browser until they are saved together, or thrown away. */
export function TermsEditor({ slug, terms }: Props) {
  const { t } = useTranslation()
  const api = useApi()
  const queryClient = useQueryClient()
  const { data: user } = useQuery(sessionQuery(api))
  const [stored, change] = useTermsDraft(slug)
  const draft = stored ?? draftFromTerms(terms)
  const changed = !isSame(draft, terms)
  const save = useMutation({
    mutationFn: async (sent: TermsDraft) =>
      await bodyOf(
        api.http.PUT('/api/v1/official-accounts/{slug}/terms', {
          params: { path: { slug } },
          body: termsFromDraft(sent),
        }),
      ),
    onSuccess: (saved, sent) => {
      queryClient.setQueryData(termsQuery(api, slug).queryKey, saved)
      // Words typed while it was on its way are the next change.
      change((now) => (now !== null && isSame(now, termsFromDraft(sent)) ? null : now))
      announce(t('rights.terms.saved'))
    },
  })
  const readOnly = user?.role !== 'owner'
  const put = (kind: keyof TermsDraft, lines: readonly TermLine[]) =>
    change((now) => ({ ...(now ?? draftFromTerms(terms)), [kind]: lines }))
  const blocked = readOnly
    ? t('rights.terms.ownersOnly')
    : !changed
      ? t('rights.terms.clean')
      : isValid(draft)
        ? undefined
        : t('rights.terms.invalid')
  return (
    <form
      className="terms-form"
      onSubmit={(event) => {
        event.preventDefault()
        if (blocked === undefined && !save.isPending) save.mutate(draft)
      }}
    >
      <div className="terms-lists">
        {termKinds.map((kind) => (
          <TermList
            key={kind}
            slug={slug}
            kind={kind}
            lines={draft[kind]}
            readOnly={readOnly}
            onChange={(lines) => put(kind, lines)}
          />
        ))}
      </div>
      {save.isError && <ProblemNote title={t('complete.failed')} error={save.error} />}
      <div className="terms-foot">
        <BlockedButton type="primary" htmlType="submit" loading={save.isPending} blocked={blocked}>
          {t('rights.terms.save')}
        </BlockedButton>
        <BlockedButton
          blocked={changed ? undefined : t('rights.terms.clean')}
          onClick={() => {
            save.reset()
            change(() => null)
            announce(t('rights.terms.discarded'))
          }}
        >
          {t('rights.terms.discard')}
        </BlockedButton>
        <output className="muted">{changed && t('rights.terms.dirty')}</output>
        {readOnly && <span className="muted">{t('rights.terms.ownersOnly')}</span>}
      </div>
    </form>
  )
}
