import { z } from 'zod'

/** A chat completion, as far as it is read here; compatible servers leave members out. Source: platform.openai.com/docs/api-reference/chat. */
export const ChatCompletionAnswer = z.looseObject({
  model: z.string().optional(),
  choices: z
    .array(
      z.looseObject({
        finish_reason: z.string().nullish(),
        message: z.looseObject({
          content: z.string().nullish(),
          refusal: z.string().nullish(),
          tool_calls: z.array(z.unknown()).nullish(),
        }),
      }),
    )
    .optional(),
  usage: z
    .looseObject({
      prompt_tokens: z.number().optional(),
      completion_tokens: z.number().optional(),
      prompt_tokens_details: z.looseObject({ cached_tokens: z.number().nullish() }).nullish(),
    })
    .nullish(),
})
export type ChatCompletionAnswer = z.infer<typeof ChatCompletionAnswer>

/** What the emulator takes of a request, and what tests compare with. */
export const ChatCompletionBody = z.looseObject({
  model: z.string(),
  messages: z.array(z.looseObject({ role: z.string(), content: z.string() })),
  response_format: z
    .looseObject({
      type: z.literal('json_schema'),
      json_schema: z.looseObject({ name: z.string(), strict: z.boolean(), schema: z.record(z.string(), z.unknown()) }),
    })
    .optional(),
  max_completion_tokens: z.number().optional(),
  max_tokens: z.number().optional(),
})
