import { z } from 'zod'
import type { ModelCall } from '#src/domain/models.ts'
import type { SpeechCall } from '#src/domain/speech.ts'
import { oneRow } from './rows.ts'
import type { Transaction } from './transaction.ts'

const SpentRow = z.object({ conversationUsd: z.number(), dayUsd: z.number() })
export type Spent = z.infer<typeof SpentRow>

/** What models have cost so far: this conversation, and the tenant's day by its clock and zone. */
export async function findSpent(tx: Transaction, conversationId: string): Promise<Spent> {
  const { rows } = await tx.query(
    `select (select coalesce(sum(cost_usd), 0)::float8 from model_calls
              where tenant_id = current_tenant() and conversation_id = $1) as "conversationUsd",
            (select coalesce(sum(u.cost_usd), 0)::float8 from usage u join tenants t on t.id = u.tenant_id
              where u.tenant_id = current_tenant() and u.day = (tenant_now(t.id) at time zone t.time_zone)::date) as "dayUsd"`,
    [conversationId],
  )
  return oneRow(SpentRow, rows)
}

/** Keeps each call of a turn, or of a voice note (`turnId` null), and adds them to the day's usage. Rows of a day are taken in one order, so that turns cannot block each other. */
export async function insertModelCalls(
  tx: Transaction,
  {
    conversationId,
    turnId,
    calls,
  }: {
    conversationId: string
    turnId: string | null
    calls: (ModelCall | SpeechCall)[]
  },
): Promise<void> {
  if (calls.length === 0) return
  await tx.query(
    `with call as (
       insert into model_calls (tenant_id, conversation_id, turn_id, provider, model, operation, outcome, input_tokens, cached_tokens,
                                output_tokens, cost_usd, duration_ms, at)
       select current_tenant(), $1, $2, c.provider, c.model, c.operation, c.outcome, c.input, c.cached, c.output, c.cost, c.ms,
              tenant_now(current_tenant())
         from jsonb_to_recordset($3) as c(provider text, model text, operation text, outcome text, input int, cached int, output int,
                                          cost numeric, ms int)
       returning *
     )
     insert into usage (tenant_id, day, provider, model, calls, input_tokens, cached_tokens, output_tokens, cost_usd)
     select t.id, (tenant_now(t.id) at time zone t.time_zone)::date, c.provider, c.model, count(*), sum(c.input_tokens),
            sum(c.cached_tokens), sum(c.output_tokens), sum(c.cost_usd)
       from call c join tenants t on t.id = c.tenant_id
      group by t.id, c.provider, c.model order by c.provider, c.model
     on conflict (tenant_id, day, provider, model) do update
        set calls = usage.calls + excluded.calls, input_tokens = usage.input_tokens + excluded.input_tokens,
            cached_tokens = usage.cached_tokens + excluded.cached_tokens, output_tokens = usage.output_tokens + excluded.output_tokens,
            cost_usd = usage.cost_usd + excluded.cost_usd`,
    [
      conversationId,
      turnId,
      JSON.stringify(
        calls.map(({ provider, model, operation, outcome, usage, costUsd, ms }) => ({
          ...{ provider, model, operation, outcome, cost: costUsd, ms: Math.round(ms) },
          ...{ input: usage.inputTokens, cached: usage.cachedTokens, output: usage.outputTokens },
        })),
      ),
    ],
  )
}
