import { ToggleGroup } from 'radix-ui'
import { models } from '../../data/search.ts'
import type { AttributionModel } from '../../graphql/graphql.ts'
import { modelColor } from './model-style.ts'

const all = Object.keys(models) as AttributionModel[]

/** Which models stand side by side, at least one. */
export function ModelPicker({ chosen, onChoose }: ModelPickerProps) {
  return (
    <ToggleGroup.Root
      type="multiple"
      className="chips"
      aria-label="Models"
      value={chosen}
      onValueChange={(values) => {
        const next = all.filter((model) => values.includes(model))
        if (next.length > 0) onChoose(next)
      }}
    >
      {all.map((model) => (
        <ToggleGroup.Item key={model} value={model} className="chip">
          <span className="dot" style={{ background: modelColor(model) }} aria-hidden="true" />
          {models[model]}
        </ToggleGroup.Item>
      ))}
    </ToggleGroup.Root>
  )
}

interface ModelPickerProps {
  chosen: AttributionModel[]
  onChoose(models: AttributionModel[]): void
}
