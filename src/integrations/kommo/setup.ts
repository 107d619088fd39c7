import type { Http } from '../http.ts'
import type { KommoField } from './fields.ts'
import { AnyAnswer, listOf, WireCustomField, WirePipeline } from './wire.ts'

/** Our own lead id, in a field people cannot edit: how a lead is found again after a lost answer. */
export const LEAD_ID_FIELD = 'girassol_lead_id'

/** Stages of the pipeline by slug, in order; won and lost exist in every pipeline. */
export const PIPELINE_STAGES: Record<string, string> = {
  novo_lead: 'Novo lead',
  em_qualificacao: 'Em qualificação',
  qualificado: 'Qualificado',
  reuniao_agendada: 'Reunião agendada',
  reuniao_realizada: 'Reunião realizada',
  em_negociacao: 'Em negociação',
  atendimento_humano: 'Atendimento humano',
  nao_qualificado: 'Não qualificado',
  sem_resposta: 'Sem resposta',
}

/** Kommo takes only colours of its own palette. Source: reference/add-stages. */
const COLOURS = ['#99ccff', '#ffff99', '#ffcc66', '#deff81', '#87f2c0', '#ccc8f9', '#ffce5a', '#e6e8ea', '#d6eaff']

export interface FieldWanted {
  name: string
  type: 'text' | 'textarea' | 'numeric' | 'checkbox' | 'url' | 'date_time' | 'select'
  options?: readonly string[]
}

/** Where things are in one account: what a sync needs to write by name. */
export interface KommoMapping {
  pipelineId: number
  /** Slug (also `ganho`, `perdido`, `142`, `143`) → id. */
  statuses: Record<string, number>
  /** Field name → field. */
  fields: Record<string, KommoField>
}

export interface SetupResult {
  mapping: KommoMapping
  /** What was made now, for the person who ran setup. */
  created: string[]
}

/** Reading an account's pipelines and fields, and making what is missing. Writing needs an administrator's token. */
export function createKommoSetup(http: Http) {
  const pipelines = async () => (await http.get('/api/v4/leads/pipelines', listOf('pipelines', WirePipeline))).items

  const customFields = async (entity: 'leads' | 'contacts'): Promise<KommoField[]> => {
    const found: KommoField[] = []
    for (let page = 1; page <= 10; page++) {
      const query = { limit: 250, page }
      const { items, next } = await http.get(
        `/api/v4/${entity}/custom_fields`,
        listOf('custom_fields', WireCustomField),
        { query },
      )
      found.push(...items.map(({ id, name, type, enums }) => ({ id, name, type, options: enums ?? [] })))
      if (next === null || items.length === 0) break
    }
    return found
  }

  const findMapping = async (
    pipelineName: string,
  ): Promise<{ mapping: KommoMapping | null; missingStages: string[] }> => {
    const pipeline = (await pipelines()).find(({ name, is_archive }) => name === pipelineName && !is_archive)
    if (!pipeline) return { mapping: null, missingStages: Object.keys(PIPELINE_STAGES) }
    const statuses: Record<string, number> = { ganho: 142, perdido: 143, '142': 142, '143': 143 }
    for (const { id, name } of pipeline._embedded.statuses) {
      const slug = Object.keys(PIPELINE_STAGES).find((known) => PIPELINE_STAGES[known] === name)
      if (slug) statuses[slug] = id
    }
    const fields = Object.fromEntries((await customFields('leads')).map((field) => [field.name, field]))
    const missingStages = Object.keys(PIPELINE_STAGES).filter((slug) => statuses[slug] === undefined)
    return { mapping: { pipelineId: pipeline.id, statuses, fields }, missingStages }
  }

  const createPipeline = (name: string) =>
    http.post(
      '/api/v4/leads/pipelines',
      [
        {
          name,
          sort: 20,
          is_main: false,
          is_unsorted_on: false,
          _embedded: { statuses: Object.values(PIPELINE_STAGES).map(stageBody) },
        },
      ],
      AnyAnswer,
    )

  return {
    pipelines,
    customFields,

    /** Reads where everything is; null without the pipeline. Says which stages are missing, by slug. */
    findMapping,

    /** Makes the pipeline, stages and lead fields that are not there yet. Safe to run again; nothing that exists is changed. */
    async ensurePipeline(pipelineName: string, wanted: readonly FieldWanted[] = []): Promise<SetupResult> {
      const created: string[] = []
      const before = await findMapping(pipelineName)
      if (before.mapping === null) {
        await createPipeline(pipelineName)
        created.push(`pipeline ${pipelineName}`)
      } else if (before.missingStages.length > 0) {
        const names = before.missingStages.map((slug) => PIPELINE_STAGES[slug] ?? slug)
        await http.post(
          `/api/v4/leads/pipelines/${before.mapping.pipelineId}/statuses`,
          names.map(stageBody),
          AnyAnswer,
        )
        created.push(...names.map((name) => `stage ${name}`))
      }
      const known = new Set((await customFields('leads')).map(({ name }) => name))
      const missing = [leadIdField(), ...wanted.map(fieldBody)].filter(({ name }) => !known.has(name))
      if (missing.length > 0) {
        await http.post('/api/v4/leads/custom_fields', missing, AnyAnswer)
        created.push(...missing.map(({ name }) => `field ${name}`))
      }
      const { mapping } = await findMapping(pipelineName)
      if (mapping === null) throw new Error(`Kommo made the pipeline ${pipelineName} and does not show it`)
      return { mapping, created }
    },
  }
}

function stageBody(name: string, index: number) {
  return { name, sort: 20 + index * 10, color: COLOURS[index % COLOURS.length] }
}

function leadIdField() {
  return { name: LEAD_ID_FIELD, type: 'text', is_api_only: true }
}

function fieldBody({ name, type, options }: FieldWanted) {
  return { name, type, ...(options ? { enums: options.map((value, sort) => ({ value, sort })) } : {}) }
}
