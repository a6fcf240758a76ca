import { Link } from '@tanstack/react-router'
import { Channel, channelColor } from '../../components/channel.tsx'
import { Bar } from '../../components/figures.tsx'
import { Scroll } from '../../components/view.tsx'
import { integer, percent, wholeMoney } from '../../data/format.ts'
import { type FragmentType, readFragment } from '../../graphql/fragment-masking.ts'
import { graphql } from '../../graphql/gql.ts'

const ChannelVisitors = graphql(`
  fragment ChannelVisitors on FunnelReport {
    breakdown {
      key
      steps {
        index
        count
      }
    }
  }
`)
const ChannelValue = graphql(`
  fragment ChannelValue on AttributionReport {
    rows {
      key
      credits {
        model
        value
      }
    }
  }
`)

/** Visitors by where they first came from, how many converted, and what the last paid or earned touch was worth. */
export function Channels({ visitors, value, conversion }: ChannelsProps) {
  const { breakdown } = readFragment(ChannelVisitors, visitors)
  const worthOf = new Map(readFragment(ChannelValue, value).rows.map(({ key, credits }) => [key, credits[0]?.value]))
  const rows = breakdown.map(({ key, steps: [entered, converted] }) => ({
    key,
    visitors: entered?.count ?? 0,
    converted: converted?.count ?? 0,
  }))
  const most = Math.max(...rows.map((row) => row.visitors), 1)
  return (
    <Scroll label="Channels">
      <table className="table">
        <thead>
          <tr>
            <th scope="col">First touch</th>
            <th scope="col" colSpan={2}>
              Visitors
            </th>
            <th scope="col" className="number">
              Did {conversion}
            </th>
            <th scope="col" className="number">
              Rate
            </th>
            <th scope="col" className="number" title="By the last touch that is not direct">
              Value
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.key}>
              <th scope="row">
                <Link to="/users" search={{ group: row.key }}>
                  <Channel name={row.key} />
                </Link>
              </th>
              <td className="number narrow">{integer(row.visitors)}</td>
              <td className="bar-cell">
                <Bar part={row.visitors / most} color={channelColor(row.key)} />
              </td>
              <td className="number">{integer(row.converted)}</td>
              <td className="number">{percent(row.visitors === 0 ? null : row.converted / row.visitors)}</td>
              <td className="number">{wholeMoney(worthOf.get(row.key) ?? 0)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Scroll>
  )
}

interface ChannelsProps {
  visitors: FragmentType<typeof ChannelVisitors>
  value: FragmentType<typeof ChannelValue>
  conversion: string
}
