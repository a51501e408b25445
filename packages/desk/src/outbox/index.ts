export { judgeFailure } from './judge.ts'
export { DEFAULT_RETRY, nextStep, type RetryPolicy } from './next-step.ts'
