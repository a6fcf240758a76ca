import { useNavigate, useSearch } from '@tanstack/react-router'
import { usePlace } from '../../app/place.ts'
import { Choice, TextField, Toolbar } from '../../components/fields.tsx'
import { Panel, View } from '../../components/view.tsx'
import { levels } from '../../data/search.ts'
import type { ErrorFilter } from '../../graphql/graphql.ts'
import { ErrorList } from './error-list.tsx'

const levelChoices = Object.fromEntries(levels.map((level) => [level, level])) as Record<
  (typeof levels)[number],
  string
>

export default function ErrorsView() {
  const { locationId, range } = usePlace()
  const search = useSearch({ from: '/errors' })
  const navigate = useNavigate({ from: '/errors' })
  const set = (change: Partial<typeof search>) =>
    navigate({ search: (before) => ({ ...before, ...change }), replace: true })
  const filter: ErrorFilter = {
    ...(search.level === undefined ? {} : { level: [search.level] }),
    ...(search.search === undefined ? {} : { search: search.search }),
  }

  return (
    <View title="Errors" lead="What broke in browsers, how often, and for how many people.">
      <Panel className="controls">
        <Toolbar label="Which errors">
          <TextField
            wide
            label="Type or message"
            value={search.search}
            placeholder="part of the text"
            onCommit={(text) => set({ search: text, open: undefined })}
          />
          <Choice
            label="Level"
            all="Any level"
            value={search.level}
            options={levelChoices}
            onChange={(level) => set({ level, open: undefined })}
          />
        </Toolbar>
      </Panel>
      {/* Other filters and days make another list, which starts at its first page. */}
      <ErrorList
        key={JSON.stringify([filter, range.from, range.to, locationId])}
        filter={filter}
        open={search.open}
        onOpen={(open) => set({ open })}
      />
    </View>
  )
}
