import type { z } from 'zod'
import type { LanguageModel, ModelAnswer, ModelRequest } from '#src/domain/models.ts'
import { NO_USAGE } from './answer.ts'

/** The rule engine as the last of the chain: what it has to say comes with the request, costs nothing and cannot fail. */
export function createRulesModel(): LanguageModel {
  const answer = async <S extends z.ZodType>({ fallback }: ModelRequest<S>): Promise<ModelAnswer<z.infer<S>>> => ({
    value: fallback(),
    text: '',
    raw: null,
    model: 'rules',
    usage: NO_USAGE,
  })
  return { name: 'rules', extract: answer, word: answer, modelOf: () => 'rules' }
}
