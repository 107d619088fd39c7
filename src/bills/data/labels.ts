/** What stands behind a label, which decides what values it may claim. */
export type ValueKind = 'date' | 'month' | 'money' | 'identifier' | 'number' | 'text'

/** A thing bills print with a label. Those under `other` are not wanted, but keep their values from being taken for wanted ones. */
export type LabelledThing = { name: string; kind: ValueKind; variants: string[] }

/** Wordings are separated by semicolons. */
const thing = (name: string, kind: ValueKind, wordings: string): LabelledThing => ({
  name,
  kind,
  variants: wordings.split(';').map((wording) => wording.trim()),
})

/** The wordings of all main distributors, as read; compared without accents, blanks and punctuation. */
export const LABELS: LabelledThing[] = [
  thing(
    'dueDate',
    'date',
    `Vencimento; Data de vencimento; Data do vencimento; Data vencimento; Vence em; Pagar até; Pague até; Venc.;
    Data vencto; Vencto; Pagável até`,
  ),
  thing(
    'issueDate',
    'date',
    `Data de emissão; Data da emissão; Data emissão; Emissão; Emitida em; Emitido em; Emissão em;
    Data de emissão da nota fiscal; Data do documento; Dt. emissão; Emissão NF; Data emissão NF`,
  ),
  thing(
    'readingPreviousDate',
    'date',
    `Leitura anterior; Anterior; Data ant.; Data da leitura anterior; Data leitura anterior; Data anterior;
    Leit. anterior; Leit. ant.`,
  ),
  thing(
    'readingCurrentDate',
    'date',
    `Leitura atual; Atual; Data atual; Data da leitura atual; Data leitura atual; Leit. atual; Data da leitura`,
  ),
  thing(
    'readingNextDate',
    'date',
    `Próxima leitura; Próxima; Leitura próximo mês; Próximo mês; Prox. leitura; Previsão próxima leitura;
    Previsão da próxima leitura; Previsão prox. leitura; Data próxima leitura; Data da próxima leitura;
    Próxima leitura prevista; Prev. próx. leitura; Prev. próxima leitura; Data prevista próxima leitura;
    Data prevista da próxima leitura; Próx. leit.; Próx. leit. prevista; Leitura próxima`,
  ),
  thing(
    'otherDate',
    'date',
    `Data de apresentação; Apresentação; Pago em; Protocolo de autorização; Data de processamento;
    Data do processamento; Período de consumo; Emissão da 2ª via; Data da autorização; Autorizado em;
    Faturas vencidas até; Período; Data de pagamento; Data de autorização; Última inspeção; Data da conexão;
    Validade; Res. ANEEL`,
  ),
  thing(
    'referenceMonth',
    'month',
    `Referente a; Ref: mês/ano; Ref. mês/ano; Ref mês ano; Conta mês; Conta do mês; Mês/ano de referência;
    Mês de referência; Mês referência; Mês ref.; Referência; Mês/ano; Mês faturado; Mês/ano referência;
    Mês/ano ref.; Ref.; Fatura do mês; Mês de faturamento; Mês fatura; Competência; Referente ao mês; Mês;
    Mês/ano de faturamento; Mês de competência; Conta referente a; Conta referente a mês`,
  ),
  thing('otherMonth', 'month', `Mês anterior; Valor da fatura do mês anterior; Próximo reajuste`),
  thing(
    'totalAmount',
    'money',
    `Total a pagar; Valor a pagar; Total a pagar (R$); Valor a pagar (R$); Valor do documento;
    Valor total a pagar; Total consolidado; Valor total; Valor da fatura; Total da fatura; Valor da conta;
    Total da conta; Valor total da fatura; Valor cobrado; Valor total da conta; Valor total a pagar R$;
    Total geral a pagar; Valor documento; Total geral; Valor total do documento; Valor em R$; Valor fatura;
    Pagar`,
  ),
  thing(
    'otherMoney',
    'money',
    `Valor da fatura do mês anterior; Valor líquido dos subsídios tarifários desta fatura;
    Composição do encargo CDE; Base de cálculo; Total distribuidora; Valor do ICMS; Subsídio; Subtotal;
    Débitos anteriores; Valor em atraso; Multa; Juros; Total de débitos; Benefício tarifário; Desconto;
    Saldo anterior; Débitos; Valor EUSD; Valor pago; Subtotal faturamento; Subtotal outros; Tributos`,
  ),
  thing(
    'installationNumber',
    'identifier',
    `Nº da instalação; Número da instalação; Nº instalação; Instalação; Código da instalação;
    Código de instalação; Cód. da instalação; Cód. instalação; Unidade consumidora; Nº da unidade consumidora;
    Número da UC; Nº da UC; Código da UC; UC; Código da unidade consumidora; Número da unidade consumidora;
    Unid. consumidora; Seu código; Matrícula; Código único; Instalação / unidade consumidora; Código UC; Nº UC;
    Cód. da UC; Código da instalação (UC); Código de instalação / UC; Unidade consumidora (UC);
    UC / instalação; Instalação (UC); Nº da UC / instalação`,
  ),
  thing(
    'clientNumber',
    'identifier',
    `Nº do cliente; Número do cliente; Nº cliente; Código do cliente; Cód. do cliente; Cód. cliente; PN;
    Parceiro de negócio; Parceiro de negócios; Código cliente; Cód. ident.; Código de identificação;
    Parceiro negócio; Nº do parceiro; Cliente nº; Código identificação; Nº parceiro de negócio; Parc. negócio;
    Nº do cliente (PN); Cliente`,
  ),
  thing('contractAccount', 'identifier', `Conta contrato; Conta contrato nº; Nº da conta contrato`),
  thing(
    'otherIdentifier',
    'identifier',
    `Nota fiscal; Nota fiscal nº; Medidor; Nº medidor; Nº do medidor; Número do medidor;
    Código de débito automático; Cód. débito automático; Código débito automático; CódDébAut-Banco;
    Débito automático; Cadastre sua conta em débito automático; Identificação para débito automático; Lote;
    Roteiro de leitura; Roteiro; Protocolo de autorização; CNPJ; CPF; CPF/CNPJ; Inscrição estadual;
    Insc. estadual; Insc. est.; Inscr. est.; IE; CEP; Telefone; Nosso número; Série; Ouvidoria;
    Reservado ao fisco; Fatura; Nº da fatura; Chave de acesso; Central de atendimento; Documento;
    Nº do documento; Número do documento; Agência / código beneficiário; Agência; Equipamento; Nº equipamento;
    Ligue; Atendimento; Resolução; Cód. do débito automático; Agrupador; NF; Número da nota fiscal;
    Código para débito automático; Código de barras; WhatsApp; SMS; ANEEL; Livro; Rota; UL; Código do débito;
    Nº da nota fiscal; Nota fiscal / conta de energia elétrica; Medição; Cód. fiscal; Cód. auxiliar;
    Autenticação`,
  ),
  thing(
    'demandContractedKw',
    'number',
    `Demanda contratada; Demanda contratada [kW]; Demanda contratada kW; Demanda contratada (kW);
    Demanda contratada - kW; Demanda contratada única; Demanda contratada fora ponta; Dem. contratada;
    Demanda contrat.`,
  ),
  thing(
    'demandMeasuredKw',
    'number',
    `Demanda medida; Demanda medida [kW]; Demanda medida kW; Demanda medida (kW); Demanda medida - kW;
    Demanda registrada; Dem. medida; Demanda registrada kW; Demanda faturada; Demanda registrada (kW)`,
  ),
  thing(
    'creditBalanceKwh',
    'number',
    `Saldo atual de geração; Saldo atual; Saldo kWh; Saldo acumulado; Saldo de geração; Saldo de créditos;
    Saldo de energia; Saldo final; Saldo atual de energia; Saldo atual kWh; Saldo a compensar;
    Saldo de créditos de energia; Saldo em energia da instalação convencional; Saldo total;
    Saldo acumulado kWh; Saldo para o próximo mês; Saldo para o próximo ciclo;
    Saldo de energia para o próximo mês; Saldo utilizável; Saldo do mês; Crédito acumulado;
    Saldo total acumulado; Saldo de energia acumulado; Saldo disponível; Saldo próximo mês; Saldo atualizado;
    Créditos acumulados; Saldo de créditos kWh; Saldo atual de créditos; Saldo total de créditos; Saldo em kWh;
    Saldo de geração acumulado`,
  ),
  thing(
    'expiringKwh',
    'number',
    `Saldo a expirar próximo mês; Saldo a expirar; Créditos a expirar; A expirar próximo mês; Expirado;
    Saldo anterior; Saldo mês anterior; Saldo do mês anterior; Crédito utilizado; Créditos utilizados;
    Saldo expirado`,
  ),
  thing(
    'averageKwh',
    'number',
    `Média dos últimos 12 meses; Média 12 meses; Média últimos 12 meses; Consumo médio; Média anual;
    Consumo médio 12 meses; Média 12 m; Média de consumo dos últimos 12 meses; Média de consumo;
    Média (12 meses); Média dos 12 meses; Média dos últimos 12 meses (kWh)`,
  ),
  thing(
    'consumptionKwh',
    'number',
    `Consumo faturado; Consumo do mês; Consumo kWh; Consumo (kWh); Consumo medido; Consumo ativo total;
    Consumo total; Consumo no mês; Consumo mês; Consumo total kWh; Consumo ativo; Consumo do mês (kWh);
    Consumo total (kWh); Consumo faturado (kWh); Consumo faturado kWh; Consumo medido (kWh);
    Consumo medido kWh; Consumo mês kWh; Consumo mês (kWh); Total consumo; Consumo do período;
    Consumo registrado`,
  ),
  thing(
    'holderName',
    'text',
    `Nome do cliente; Nome; Cliente; Pagador; Titular; Nome do titular; Nome/razão social; Nome do pagador;
    Nome do consumidor; Razão social; Consumidor; Nome / endereço; Dados do cliente;
    Nome do cliente / endereço; Sacado; Identificação do cliente; Nome do titular da conta; Titular da conta;
    Nome e endereço; Nome do cliente e endereço`,
  ),
]
