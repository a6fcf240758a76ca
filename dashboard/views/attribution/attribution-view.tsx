import { useNavigate, useSearch } from '@tanstack/react-router'
import { usePlace } from '../../app/place.ts'
import { Answered, useAnswer } from '../../components/answer.tsx'
import { ConversionFields } from '../../components/conversion-fields.tsx'
import { CurrencyNote } from '../../components/currency-note.tsx'
import { Choice, Toolbar } from '../../components/fields.tsx'
import { EmptyState, Skeleton, SkeletonLines } from '../../components/states.tsx'
import { Panel, View } from '../../components/view.tsx'
import { counted, money } from '../../data/format.ts'
import { defaultConversion, defaultValueProperty, dimensions, dimensionWord, measures } from '../../data/search.ts'
import { graphql } from '../../graphql/gql.ts'
import type { AttributionDimension, AttributionModel } from '../../graphql/graphql.ts'
import { Costs } from './costs.tsx'
import { ModelPicker } from './model-picker.tsx'
import { ModelSpread, rowsMax } from './model-spread.tsx'
import { ModelTable } from './model-table.tsx'

const AttributionView = graphql(`
  query Attribution($location: String, $report: AttributionReportInput!, $costs: AcquisitionCostInput!) {
    location(id: $location) {
      id
      ...ConversionEvents
      attributionReport(input: $report) {
        conversionCount
        conversionValue
        rows {
          key
        }
        nonConvertingCount
        cappedConversionCount
        ...ConversionCurrencies
        ...CurrencyNote
        ...ModelSpread
        ...ModelTable
      }
      acquisitionCosts(input: $costs) {
        ...Costs
      }
    }
  }
`)

const defaultModels: AttributionModel[] = ['FIRST_TOUCH', 'LAST_TOUCH', 'LINEAR', 'MARKOV', 'SHAPLEY']
const measureWords = { share: 'the share', conversions: 'the conversions', value: 'the value' }
/** What ad costs are kept by. */
const costDimensions: readonly AttributionDimension[] = ['CHANNEL', 'AD_PLATFORM', 'UTM_SOURCE', 'UTM_CAMPAIGN']

export default function Attribution() {
  const { locationId, range } = usePlace()
  const search = useSearch({ from: '/attribution' })
  const navigate = useNavigate({ from: '/attribution' })
  const { conversion = defaultConversion, value = defaultValueProperty, currency } = search
  const { dimension = 'CHANNEL_GROUP', measure = 'share', lookback = 30 } = search
  const models = (search.models?.split(',') as AttributionModel[] | undefined) ?? defaultModels
  const shared = {
    range: { from: range.from, to: range.to },
    conversionEvent: conversion,
    valueProperty: value,
    lookbackDays: lookback,
  }
  const costDimension = costDimensions.includes(dimension) ? dimension : 'UTM_SOURCE'
  const answer = useAnswer(AttributionView, {
    location: locationId,
    report: { ...shared, models, dimension, ...(currency === undefined ? {} : { currency }) },
    costs: { ...shared, model: models[0] ?? 'LINEAR', dimension: costDimension },
  })
  const set = (change: Partial<typeof search>) =>
    navigate({ search: (before) => ({ ...before, ...change }), replace: true })

  return (
    <View title="Attribution" lead="The same conversions, shared among their touches by different rules.">
      <Panel className="controls">
        <Toolbar label="How conversions are shared">
          <Choice
            label="Dimension"
            value={dimension}
            options={dimensions}
            onChange={(dimension) => set({ dimension })}
          />
          <Choice label="Show" value={measure} options={measures} onChange={(measure) => set({ measure })} />
          <Choice
            label="Lookback"
            value={String(lookback)}
            options={{ '7': '7 days', '14': '14 days', '30': '30 days', '60': '60 days', '90': '90 days' }}
            onChange={(days) => set({ lookback: Number(days) })}
          />
          <ConversionFields
            events={answer.data?.location}
            report={answer.data?.location.attributionReport}
            conversion={conversion}
            value={value}
            currency={currency}
          />
        </Toolbar>
        <ModelPicker chosen={models} onChoose={(models) => set({ models: models.join(',') })} />
      </Panel>
      <Answered of={answer} skeleton={<AttributionSkeleton />}>
        {({ location: { attributionReport: report, acquisitionCosts: costs } }) =>
          report.conversionCount === 0 ? (
            <Panel>
              <EmptyState title={`Nobody did “${conversion}” on these days`}>
                <p>Choose other days, or another conversion event.</p>
              </EmptyState>
            </Panel>
          ) : (
            <>
              <Panel
                title="Where the models agree, and where they do not"
                note={`${counted(report.conversionCount, 'conversion')} worth ${money(report.conversionValue)}${currency === undefined ? '' : ` ${currency}`}, by ${dimensionWord(dimension)}. Each dot is ${measureWords[measure]} that one model gives; long lines are disagreement.${report.rows.length > rowsMax ? ` The first ${rowsMax} of ${report.rows.length}; all are in the table.` : ''}`}
              >
                <CurrencyNote report={report} currency={currency} />
                <ModelSpread report={report} measure={measure} />
              </Panel>
              <Panel title="Models side by side" note={`${measures[measure]} by ${dimensionWord(dimension)}`}>
                <ModelTable report={report} measure={measure} />
              </Panel>
              <Costs costs={costs} dimension={costDimension} />
            </>
          )
        }
      </Answered>
    </View>
  )
}

const AttributionSkeleton = () => (
  <>
    <Panel>
      <Skeleton height={300} />
    </Panel>
    <Panel>
      <SkeletonLines />
    </Panel>
  </>
)
