import { Link } from '@tanstack/react-router'
import { Channel, channelColor } from '../../components/channel.tsx'
import { Bar } from '../../components/figures.tsx'
import { EmptyState } from '../../components/states.tsx'
import { Scroll } from '../../components/view.tsx'
import { integer, money, percent } from '../../data/format.ts'
import { type FragmentType, readFragment } from '../../graphql/fragment-masking.ts'
import { graphql } from '../../graphql/gql.ts'
import type { Visitors } from './visitors.ts'

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

/** Visitors by where they first came from: how many converted, and what the conversions of such people were worth. */
export function Channels({ visitors, value, conversion }: ChannelsProps) {
  const worthOf = new Map(readFragment(ChannelValue, value).rows.map(({ key, credits }) => [key, credits[0]?.value]))
  // Who converted need not have been on a page: a value without visitors has its row too.
  const rows = [...new Set([...visitors.byChannel.keys(), ...worthOf.keys()])]
    .map((key) => ({ key, visitors: 0, converted: 0, ...visitors.byChannel.get(key), worth: worthOf.get(key) ?? 0 }))
    .sort((a, b) => b.visitors - a.visitors)
  if (rows.length === 0)
    return (
      <EmptyState title="Nobody came on these days">
        <p>A channel appears here with its first page view or screen.</p>
      </EmptyState>
    )
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
            <th scope="col" className="number">
              Value
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.key}>
              <th scope="row">
                <Link
                  to="/users"
                  search={{ group: row.key }}
                  title={`All users who first came by ${row.key}, on any days`}
                >
                  <Channel name={row.key} />
                </Link>
              </th>
              <td className="number narrow">{integer(row.visitors)}</td>
              <td className="bar-cell">
                <Bar part={row.visitors / most} color={channelColor(row.key)} />
              </td>
              <td className="number">{integer(row.converted)}</td>
              <td className="number">{percent(row.visitors === 0 ? null : row.converted / row.visitors)}</td>
              <td className="number">{money(row.worth)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Scroll>
  )
}

interface ChannelsProps {
  visitors: Visitors
  value: FragmentType<typeof ChannelValue>
  conversion: string
}
