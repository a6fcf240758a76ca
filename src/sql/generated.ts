// Generated from the engine by `npm run generate`. Do not edit.

export interface Statements {
  'ad-cost-rows': {
    params: {
      location_ids: readonly string[]
      from: string
      to: string
      after_key: string | null
      direction: number
      after_id: string
      limit: number
    }
    row: {
      location_id: string
      sort_key: string
      row_id: string
      date: string
      channel: string
      source: string | null
      campaign: string | null
      cost: string
      currency: string
      clicks: string | null
      impressions: string | null
      imported_at: string
    }
  }
  'ad-costs': {
    params: {
      dimension: string
      location_ids: readonly string[]
      from: string
      to: string
    }
    row: {
      location_id: string
      key: string
      currency: string
      cost: string
      clicks: string | null
      impressions: string | null
    }
  }
  'api-usage': {
    params: {
      from: string
      time_zone: string
      to: string
      all_locations: boolean
      location_ids: readonly string[]
      limit: number
    }
    row: {
      door: string
      name: string
      client: string | null
      request_count: string
      error_count: string
      p50_milliseconds: number
      p95_milliseconds: number
      read_rows: string
      read_bytes: string
      query_count: string
      total_request_count: string
      total_error_count: string
    }
  }
  'attribution-report': {
    params: {
      models: readonly string[]
      markov: boolean
      max_markov_keys: number
      max_keys: number
      location_ids: readonly string[]
      dimension: string
      conversion_event: string
      value_property: string
      currency: string
      from: string
      to: string
      time_zone: string
      lookback_days: number
      with_others: boolean
      half_life_days: number
      path_transform: string
      data_driven: boolean
    }
    row: {
      location_id: string
      conversion_count: string
      conversion_value: string
      non_conversion_count: string
      without_value_count: string
      in_other_currency_count: string
      cut_conversion_count: string
      key_count: string
      linked_count: string
      keys: string[]
      conversions: number[][]
      value: string[][]
    }
  }
  'attributions': {
    params: {
      location_ids: readonly string[]
      user_ids: readonly string[]
    }
    row: {
      location_id: string
      user_id: string
      first_visit: [string, string, string, { utm_source: string; utm_medium: string; utm_campaign: string; utm_content: string; utm_term: string; referrer: string; referring_domain: string; landing_url: string; landing_pathname: string; click_ids: Record<string, string> }]
      last_visit: [string, string, string, { utm_source: string; utm_medium: string; utm_campaign: string; utm_content: string; utm_term: string; referrer: string; referring_domain: string; landing_url: string; landing_pathname: string; click_ids: Record<string, string> }]
      last_non_direct_visit: [string, string, string, { utm_source: string; utm_medium: string; utm_campaign: string; utm_content: string; utm_term: string; referrer: string; referring_domain: string; landing_url: string; landing_pathname: string; click_ids: Record<string, string> }]
      days_between_first_and_last: number
    }
  }
  'channel-rules': {
    params: {
      location_ids: readonly string[]
    }
    row: {
      location_id: string
      rules: { channel: string; channel_group: string; conditions: { field: string; operator: string; values: string[] }[] }[]
      set_at: string
    }
  }
  'click-ids': {
    params: {
      location_ids: readonly string[]
      user_ids: readonly string[]
    }
    row: {
      location_id: string
      user_id: string
      parameter: string
      value: string
      first_detected_at: string
      last_detected_at: string
    }
  }
  'conversion-currencies': {
    params: {
      location_ids: readonly string[]
      conversion_event: string
      from: string
      time_zone: string
      to: string
    }
    row: {
      location_id: string
      currency: string
      conversion_count: string
    }
  }
  'erased-ids': {
    params: {
      location_ids: readonly string[]
      id_hashes: readonly string[]
    }
    row: {
      location_id: string
      id_hash: string
    }
  }
  'erasures': {
    params: {
      location_ids: readonly string[]
      after_key: string | null
      direction: number
      after_id: string
      limit: number
    }
    row: {
      location_id: string
      id: string
      sort_key: string
      state: string
      requested_by: string | null
      requested_at: string
      erased_at: string | null
      purged_at: string | null
      id_count: string
      removed: Record<string, string>
    }
  }
  'error-samples': {
    params: {
      location_ids: readonly string[]
      fingerprints: readonly string[]
      from: string
      time_zone: string
      to: string
      limit: number
    }
    row: {
      location_id: string
      fingerprint: string
      occurred_at: string
      message: string
      stack: string | null
      distinct_id: string
      session_id: string | null
    }
  }
  'error-series': {
    params: {
      time_zone: string
      granularity: string
      location_ids: readonly string[]
      fingerprints: readonly string[]
      from: string
      to: string
    }
    row: {
      location_id: string
      fingerprint: string
      start: string
      count: string
    }
  }
  'errors': {
    params: {
      location_ids: readonly string[]
      fingerprints: readonly string[]
      from: string
      time_zone: string
      to: string
      types: readonly string[]
      components: readonly string[]
      levels: readonly string[]
      search: string
      after_key: string | null
      direction: number
      after_id: string
      limit: number
    }
    row: {
      location_id: string
      fingerprint: string
      sort_key: string
      type: string
      message: string
      component: string | null
      level: string
      count: string
      affected_user_count: string
      first_seen: string
      last_seen: string
    }
  }
  'event-page': {
    params: {
      after_key: string | null
      limit: number
      direction: number
      after_id: string
      location_ids: readonly string[]
      names: readonly string[]
      after_time: string | null
      before_time: string | null
      search: string
      in_session: boolean | null
    }
    row: {
      location_id: string
      uuid: string
      parent_id: string
      sort_key: string
      name: string
      timestamp: string
      distinct_id: string
      user_id: string
      session_id: string | null
      url: string | null
      pathname: string | null
      properties: string
    }
  }
  'events-by-key': {
    params: {
      location_ids: readonly string[]
      distinct_ids: readonly string[]
      timestamps: readonly string[]
      uuids: readonly string[]
    }
    row: {
      location_id: string
      uuid: string
      parent_id: string
      sort_key: string
      name: string
      timestamp: string
      distinct_id: string
      user_id: string
      session_id: string | null
      url: string | null
      pathname: string | null
      properties: string
    }
  }
  'events': {
    params: {
      location_ids: readonly string[]
      uuids: readonly string[]
      names: readonly string[]
      after_time: string | null
      before_time: string | null
      search: string
      in_session: boolean | null
      after_key: string | null
      direction: number
      after_id: string
      limit: number
    }
    row: {
      location_id: string
      uuid: string
      parent_id: string
      sort_key: string
      name: string
      timestamp: string
      distinct_id: string
      user_id: string
      session_id: string | null
      url: string | null
      pathname: string | null
      properties: string
    }
  }
  'exported-errors': {
    params: {
      location_ids: readonly string[]
      from: string
      time_zone: string
      to: string
      types: readonly string[]
      components: readonly string[]
      levels: readonly string[]
      search: string
      after_key: string | null
      after_id: string
      limit: number
    }
    row: {
      location_id: string
      sort_key: string
      uuid: string
      timestamp: string
      fingerprint: string
      type: string
      message: string
      component: string | null
      level: string
      handled: boolean
      stack: string | null
      distinct_id: string | null
      user_id: string | null
      session_id: string | null
      request_id: string | null
    }
  }
  'exported-identity-mappings': {
    params: {
      location_ids: readonly string[]
      after_key: string | null
      after_id: string
      limit: number
    }
    row: {
      location_id: string
      sort_key: string
      uuid: string
      anonymous_id: string
      user_id: string | null
      source: string
      mapped_at: string
      decided_by: string | null
    }
  }
  'funnel-by-touch': {
    params: {
      dimension: string
      location_ids: readonly string[]
      events: readonly string[]
      pathnames: readonly string[]
      funnel_ids: readonly string[]
      step_ids: readonly string[]
      property_conditions: readonly number[]
      property_keys: readonly string[]
      property_values: readonly string[]
      from: string
      to: string
      time_zone: string
      window_ms: string
      within_range: boolean
    }
    row: {
      location_id: string
      is_total: boolean
      key: string
      step: number
      user_count: string
      median_seconds: number
      capped_user_count: string
    }
  }
  'funnel': {
    params: {
      location_ids: readonly string[]
      events: readonly string[]
      pathnames: readonly string[]
      funnel_ids: readonly string[]
      step_ids: readonly string[]
      property_conditions: readonly number[]
      property_keys: readonly string[]
      property_values: readonly string[]
      from: string
      to: string
      time_zone: string
      window_ms: string
      within_range: boolean
    }
    row: {
      location_id: string
      step: number
      user_count: string
      median_seconds: number
      capped_user_count: string
    }
  }
  'identities-by-distinct-id': {
    params: {
      location_ids: readonly string[]
      distinct_ids: readonly string[]
    }
    row: {
      location_id: string
      distinct_id: string
      user_id: string
    }
  }
  'identity-decisions': {
    params: {
      location_ids: readonly string[]
      after_key: string | null
      direction: number
      after_id: string
      limit: number
    }
    row: {
      location_id: string
      id: string
      sort_key: string
      anonymous_id: string
      user_id: string | null
      decided_at: string
      decided_by: string | null
    }
  }
  'identity-joints': {
    params: {
      location_ids: readonly string[]
      limit: number
    }
    row: {
      location_id: string
      anonymous_id: string
      user_id: string
      source: string
      mapped_at: string
    }
  }
  'identity-links': {
    params: {
      location_ids: readonly string[]
      distinct_ids: readonly string[]
      limit: number
    }
    row: {
      location_id: string
      anonymous_id: string
      user_id: string
      source: string
      mapped_at: string
    }
  }
  'identity-mappings': {
    params: {
      location_ids: readonly string[]
      user_ids: readonly string[]
    }
    row: {
      location_id: string
      user_id: string
      anonymous_id: string
      mapped_user_id: string
      mapped_at: string
      source: string
    }
  }
  'ingest-health': {
    params: {
      from: string
      time_zone: string
      to: string
      location_ids: readonly string[]
    }
    row: {
      location_id: string
      accepted: string
      last_event_at: string | null
      duplicates: string
      quarantined: string
      rejected: string
      dropped: string
      reasons: { outcome: string; reason: string; count: string }[]
    }
  }
  'ingest-series': {
    params: {
      from: string
      time_zone: string
      to: string
      granularity: string
      location_ids: readonly string[]
    }
    row: {
      location_id: string
      start: string
      accepted: string
      duplicates: string
      quarantined: string
      rejected: string
      median_lag_seconds: number | null
    }
  }
  'known-events': {
    params: {
      location_ids: readonly string[]
      uuids: readonly string[]
      claim_id: string
      claim_seconds: number
      claims_since: string
    }
    row: {
      location_id: string
      uuid: string
      stored: boolean
      claimed: boolean
      live_claims: string
    }
  }
  'latest-ad-cost-version': {
    params: {
      location_ids: readonly string[]
    }
    row: {
      location_id: string
      version: string
    }
  }
  'latest-identity-decisions': {
    params: {
      location_ids: readonly string[]
      anonymous_ids: readonly string[]
    }
    row: {
      location_id: string
      anonymous_id: string
      decided_at: string
    }
  }
  'live-activity': {
    params: {
      at: string
      location_ids: readonly string[]
      latest: number
    }
    row: {
      location_id: string
      events_per_minute: string
      active_users: string
      active_sessions: string
      latest_events: { uuid: string; timestamp: string; distinct_id: string }[]
    }
  }
  'location-metrics': {
    params: {
      from: string
      time_zone: string
      to: string
      granularity: string
      location_ids: readonly string[]
    }
    row: {
      location_id: string
      start: string
      event_count: string
      pageview_count: string
      unique_users: string
      visitor_count: string
      session_count: string
      identify_count: string
      autocapture_count: string
      error_count: string
      events_per_user: number
    }
  }
  'location-traits': {
    params: {
      location_ids: readonly string[]
      limit: number
    }
    row: {
      location_id: string
      trait: string
    }
  }
  'locations': {
    params: {
      all_locations: boolean
      location_ids: readonly string[]
      ids: readonly string[]
      search: string
      after_id: string
      direction: number
      limit: number
    }
    row: {
      location_id: string
    }
  }
  'paths': {
    params: {
      from: string
      time_zone: string
      to: string
      max_edges: number
      start: string
      end: string
      max_steps: number
      location_ids: readonly string[]
    }
    row: {
      location_id: string
      session_count: string
      capped_session_count: string
      edge_count: string
      edges: { step: number; from: string; to: string; count: string }[]
    }
  }
  'personal-errors': {
    params: {
      location_ids: readonly string[]
      user_ids: readonly string[]
      after_key: string | null
      after_id: string
      limit: number
    }
    row: {
      location_id: string
      uuid: string
      timestamp: string
      error_type: string
      message: string
      component: string
      level: string
      stack: string
      distinct_id: string
      session_id: string
      request_id: string
      received_at: string
      sort_key: string
    }
  }
  'personal-events': {
    params: {
      location_ids: readonly string[]
      user_ids: readonly string[]
      after_key: string | null
      after_id: string
      limit: number
    }
    row: {
      location_id: string
      uuid: string
      event: string
      timestamp: string
      distinct_id: string
      session_id: string
      current_url: string
      pathname: string
      touch: { utm_source: string; utm_medium: string; utm_campaign: string; utm_content: string; utm_term: string; referrer: string; referring_domain: string; landing_url: string; landing_pathname: string; click_ids: Record<string, string> }
      click_ids: Record<string, string>
      browser: string
      device_type: string
      time_zone: string
      properties: string
      received_at: string
      sort_key: string
    }
  }
  'personal-mappings': {
    params: {
      location_ids: readonly string[]
      user_ids: readonly string[]
    }
    row: {
      location_id: string
      anonymous_id: string
      mapped_user_id: string
      source: string
      mapped_at: string
      decided_by: string
      received_at: string
    }
  }
  'personal-quarantine': {
    params: {
      location_ids: readonly string[]
      after_kind: string
      after_id: string
      needles: readonly string[]
      limit: number
    }
    row: {
      location_id: string
      kind: string
      id: string
      received_at: string
      reason: string
      detail: string
      raw: string
    }
  }
  'personal-sessions': {
    params: {
      location_ids: readonly string[]
      user_ids: readonly string[]
      after_id: string
      limit: number
    }
    row: {
      location_id: string
      session_id: string
      started_at: string
      ended_at: string
      event_count: string
      pageview_count: string
      distinct_ids: string[]
      entry_url: string
      exit_url: string
      channel: string
      channel_group: string
      touch: { utm_source: string; utm_medium: string; utm_campaign: string; utm_content: string; utm_term: string; referrer: string; referring_domain: string; landing_url: string; landing_pathname: string; click_ids: Record<string, string> }
      funnel_id: string
      funnel_name: string
      page_id: string
      affiliate_id: string
      browser: string
      device_type: string
      time_zone: string
    }
  }
  'pipe-errors': {
    params: {
      location_ids: readonly string[]
      types: readonly string[]
      since: string | null
      before: string | null
    }
    row: {
      location_id: string
      error_type: string
      hour: string
      error_count: string
      sample_messages: string[]
    }
  }
  'pipe-location-metrics': {
    params: {
      time_zone: string
      location_ids: readonly string[]
      from: string
      to: string
    }
    row: {
      location_id: string
      date: string
      event_count: string
      unique_users: string
      pageview_count: string
      identify_count: string
      autocapture_count: string
      events_per_user: number
    }
  }
  'pipe-session-stats': {
    params: {
      time_zone: string
      location_ids: readonly string[]
      from: string
      to: string
    }
    row: {
      date: string
      location_id: string
      session_count: number
      identified_session_count: number
      avg_session_duration: number
      avg_pageviews_per_session: number
      sessions_with_attribution_count: number
      sessions_with_utm_count: number
      sessions_with_referrer_count: number
      sessions_with_funnel_count: number
      top_utm_source: string | null
      top_utm_medium: string | null
      top_utm_campaign: string | null
      top_funnel_name: string | null
      identified_session_percent: number
      attributed_session_percent: number
      utm_session_percent: number
      referrer_session_percent: number
      funnel_session_percent: number
    }
  }
  'pipe-sessions': {
    params: {
      location_ids: readonly string[]
      time_zone: string
      user_ids: readonly string[]
      session_ids: readonly string[]
      since: string | null
      before: string | null
      utm_sources: readonly string[]
      utm_mediums: readonly string[]
      utm_campaigns: readonly string[]
      funnel_ids: readonly string[]
      funnel_names: readonly string[]
      page_ids: readonly string[]
      affiliate_ids: readonly string[]
      min_duration_seconds: number | null
      max_duration_seconds: number | null
      became_identified: boolean | null
    }
    row: {
      session_id: string
      session_start: string
      session_end: string
      session_duration_seconds: number
      location_id: string
      first_distinct_id: string
      last_distinct_id: string
      became_identified: number
      event_count: string
      pageview_count: string
      entry_url: string | null
      entry_host: string | null
      entry_pathname: string | null
      entry_referrer: string | null
      entry_referring_domain: string | null
      first_utm_source: string | null
      first_utm_medium: string | null
      first_utm_campaign: string | null
      first_utm_content: string | null
      first_utm_term: string | null
      exit_url: string | null
      exit_pathname: string | null
      browser: string | null
      device_type: string | null
      timezone: string | null
      funnel_id: string | null
      funnel_name: string | null
      page_id: string | null
      affiliate_id: string | null
      seconds_per_pageview: number | null
      session_date: string
    }
  }
  'pipe-user-attribution': {
    params: {
      location_ids: readonly string[]
      user_ids: readonly string[]
      since: string | null
      before: string | null
    }
    row: {
      first_utm_source: string | null
      first_utm_medium: string | null
      first_utm_campaign: string | null
      first_utm_content: string | null
      first_utm_term: string | null
      first_gclid: string | null
      first_fbclid: string | null
      first_msclkid: string | null
      first_referrer: string | null
      first_referring_domain: string | null
      recent_utm_source: string | null
      recent_utm_medium: string | null
      recent_utm_campaign: string | null
      recent_utm_content: string | null
      recent_utm_term: string | null
      recent_gclid: string | null
      recent_fbclid: string | null
      recent_msclkid: string | null
      recent_referrer: string | null
      recent_referring_domain: string | null
      first_session_utm_source: string | null
      first_session_utm_medium: string | null
      first_session_utm_campaign: string | null
      first_session_utm_content: string | null
      first_session_utm_term: string | null
      first_session_referrer: string | null
      first_session_referring_domain: string | null
      session_count: string
      first_seen: string
      last_seen: string
      days_between_first_last: number
    }
  }
  'pipe-user-events': {
    params: {
      location_ids: readonly string[]
      user_ids: readonly string[]
    }
    row: {
      uuid: string
      event: string
      properties: string
      timestamp: string
      distinct_id: string
      location_id: string
      session_id: string | null
      funnel_id: string | null
      step_id: string | null
      funnel_name: string | null
      page_id: string | null
      affiliate_id: string | null
      current_url: string | null
      host: string | null
      pathname: string | null
      referrer: string | null
      referring_domain: string | null
      pageview_id: string | null
      utm_source: string | null
      utm_medium: string | null
      utm_campaign: string | null
      utm_content: string | null
      utm_term: string | null
      gclid: string | null
      gclsrc: string | null
      fbclid: string | null
      msclkid: string | null
      dclid: string | null
      gbraid: string | null
      wbraid: string | null
      twclid: string | null
      li_fat_id: string | null
      igshid: string | null
      ttclid: string | null
      rdt_cid: string | null
      epik: string | null
      browser: string | null
      device_type: string | null
      timezone: string | null
      is_identified: number | null
      session_entry_referrer: string | null
      session_entry_referring_domain: string | null
      session_entry_url: string | null
      session_entry_host: string | null
      session_entry_pathname: string | null
      session_entry_utm_source: string | null
      session_entry_utm_medium: string | null
      session_entry_utm_campaign: string | null
      session_entry_utm_content: string | null
      session_entry_utm_term: string | null
    }
  }
  'pipe-users': {
    params: {
      location_ids: readonly string[]
      user_ids: readonly string[]
      identified: boolean | null
      first_utm_sources: readonly string[]
      last_utm_sources: readonly string[]
      first_utm_campaigns: readonly string[]
      last_utm_campaigns: readonly string[]
      first_channels: readonly string[]
      last_channels: readonly string[]
      min_session_count: number | null
      first_seen_after: string | null
      first_seen_before: string | null
      last_seen_after: string | null
      last_seen_before: string | null
    }
    row: {
      user_id: string
      location_id: string
      first_seen: string
      first_url: string | null
      first_utm_source: string | null
      first_utm_medium: string | null
      first_utm_campaign: string | null
      first_utm_content: string | null
      first_utm_term: string | null
      first_referrer: string | null
      first_referring_domain: string | null
      first_gclid: string | null
      first_fbclid: string | null
      first_msclkid: string | null
      first_twclid: string | null
      first_dclid: string | null
      first_gbraid: string | null
      first_wbraid: string | null
      first_li_fat_id: string | null
      first_igshid: string | null
      first_ttclid: string | null
      first_rdt_cid: string | null
      first_epik: string | null
      first_qclid: string | null
      first_sccid: string | null
      first_irclid: string | null
      first__kx: string | null
      last_seen: string
      last_url: string | null
      last_utm_source: string | null
      last_utm_medium: string | null
      last_utm_campaign: string | null
      last_utm_content: string | null
      last_utm_term: string | null
      last_referrer: string | null
      last_referring_domain: string | null
      last_gclid: string | null
      last_fbclid: string | null
      last_msclkid: string | null
      last_twclid: string | null
      last_dclid: string | null
      last_gbraid: string | null
      last_wbraid: string | null
      last_li_fat_id: string | null
      last_igshid: string | null
      last_ttclid: string | null
      last_rdt_cid: string | null
      last_epik: string | null
      last_qclid: string | null
      last_sccid: string | null
      last_irclid: string | null
      last__kx: string | null
      session_count: string
      days_between_first_last: number
      fbclid_detected_timestamp_ms: string | null
      first_touch_channel: string
      last_touch_channel: string
      device_type: string | null
      browser: string | null
      timezone: string | null
      has_identity_mapping: boolean
      is_identified: boolean
    }
  }
  'privacy-settings': {
    params: {
      location_ids: readonly string[]
    }
    row: {
      location_id: string
      retention_days: number | null
      ip_anonymization: string
      denied_properties: string[]
      consent: string
      consent_property: string
      set_by: string | null
      set_at: string
    }
  }
  'refused-identity-mappings': {
    params: {
      location_ids: readonly string[]
      after_key: string | null
      direction: number
      after_id: string
      limit: number
    }
    row: {
      location_id: string
      id: string
      sort_key: string
      anonymous_id: string
      user_id: string
      source: string
      reason: string
      count: string
      first_at: string
      last_at: string
    }
  }
  'retention': {
    params: {
      from: string
      time_zone: string
      to: string
      granularity: string
      periods: number
      location_ids: readonly string[]
      return_event: string
      cohort_by: string
      start_event: string
    }
    row: {
      location_id: string
      start: string
      size: string
      retained: string[]
      complete_periods: string
    }
  }
  'seen-distinct-ids': {
    params: {
      location_ids: readonly string[]
      distinct_ids: readonly string[]
    }
    row: {
      location_id: string
      distinct_id: string
    }
  }
  'session-events': {
    params: {
      location_ids: readonly string[]
      session_ids: readonly string[]
      names: readonly string[]
      after_time: string | null
      before_time: string | null
      search: string
      in_session: boolean | null
      after_key: string | null
      direction: number
      after_id: string
      limit: number
    }
    row: {
      location_id: string
      uuid: string
      parent_id: string
      sort_key: string
      name: string
      timestamp: string
      distinct_id: string
      user_id: string
      session_id: string | null
      url: string | null
      pathname: string | null
      properties: string
    }
  }
  'session-stats': {
    params: {
      from: string
      time_zone: string
      to: string
      granularity: string
      location_ids: readonly string[]
    }
    row: {
      location_id: string
      start: string
      date: string
      session_count: string
      identified_session_count: string
      average_duration_seconds: number | null
      average_pageviews: number | null
      pageview_session_count: string
      bounce_rate: number | null
      attributed_session_count: string
      utm_session_count: string
      referrer_session_count: string
      funnel_session_count: string
      top_utm_source: string | null
      top_utm_medium: string | null
      top_utm_campaign: string | null
      top_funnel_name: string | null
    }
  }
  'sessions-by-id': {
    params: {
      location_ids: readonly string[]
      session_ids: readonly string[]
    }
    row: {
      location_id: string
      requested_id: string
      session_id: string
      user_id: string
      started_at: string
      ended_at: string
      duration_seconds: number
      pageview_count: string
      event_count: string
      is_bounce: boolean | null
      became_identified: boolean
      entry_url: string | null
      entry_pathname: string | null
      exit_url: string | null
      exit_pathname: string | null
      occurred_at: string
      channel: string
      channel_group: string
      touch: { utm_source: string; utm_medium: string; utm_campaign: string; utm_content: string; utm_term: string; referrer: string; referring_domain: string; landing_url: string; landing_pathname: string; click_ids: Record<string, string> }
      funnel_id: string | null
      funnel_name: string | null
      page_id: string | null
      affiliate_id: string | null
      browser: string | null
      device_type: string | null
      time_zone: string | null
    }
  }
  'sessions': {
    params: {
      order_by: string
      location_ids: readonly string[]
      session_ids: readonly string[]
      started_after: string | null
      started_before: string | null
      channels: readonly string[]
      channel_groups: readonly string[]
      utm_sources: readonly string[]
      utm_mediums: readonly string[]
      utm_campaigns: readonly string[]
      funnel_ids: readonly string[]
      funnel_names: readonly string[]
      page_ids: readonly string[]
      affiliate_ids: readonly string[]
      min_duration_seconds: number | null
      max_duration_seconds: number | null
      became_identified: boolean | null
      bounced: boolean | null
      after_key: string | null
      direction: number
      after_id: string
      limit: number
    }
    row: {
      location_id: string
      session_id: string
      user_id: string
      sort_key: string
      started_at: string
      ended_at: string
      duration_seconds: number
      pageview_count: string
      event_count: string
      is_bounce: boolean | null
      became_identified: boolean
      entry_url: string | null
      entry_pathname: string | null
      exit_url: string | null
      exit_pathname: string | null
      occurred_at: string
      channel: string
      channel_group: string
      touch: { utm_source: string; utm_medium: string; utm_campaign: string; utm_content: string; utm_term: string; referrer: string; referring_domain: string; landing_url: string; landing_pathname: string; click_ids: Record<string, string> }
      funnel_id: string | null
      funnel_name: string | null
      page_id: string | null
      affiliate_id: string | null
      browser: string | null
      device_type: string | null
      time_zone: string | null
    }
  }
  'stored-events': {
    params: {
      location_ids: readonly string[]
      uuids: readonly string[]
    }
    row: {
      location_id: string
      distinct_id: string
      timestamp: string
      uuid: string
      event: string
      session_id: string
      is_visit: boolean
      is_identified: boolean
      current_url: string
      host: string
      pathname: string
      touch: { utm_source: string; utm_medium: string; utm_campaign: string; utm_content: string; utm_term: string; referrer: string; referring_domain: string; landing_url: string; landing_pathname: string; click_ids: Record<string, string> }
      channel: string
      channel_group: string
      click_ids: Record<string, string>
      funnel_id: string
      step_id: string
      funnel_name: string
      page_id: string
      affiliate_id: string
      browser: string
      device_type: string
      time_zone: string
      properties: string
      received_at: string
    }
  }
  'suppressed-locations': {
    params: {
      location_ids: readonly string[]
    }
    row: {
      location_id: string
      key_count: string
    }
  }
  'user-events': {
    params: {
      location_ids: readonly string[]
      user_ids: readonly string[]
      names: readonly string[]
      after_time: string | null
      before_time: string | null
      search: string
      in_session: boolean | null
      after_key: string | null
      direction: number
      after_id: string
      limit: number
    }
    row: {
      location_id: string
      uuid: string
      parent_id: string
      sort_key: string
      name: string
      timestamp: string
      distinct_id: string
      user_id: string
      session_id: string | null
      url: string | null
      pathname: string | null
      properties: string
    }
  }
  'user-properties': {
    params: {
      location_ids: readonly string[]
      user_ids: readonly string[]
    }
    row: {
      location_id: string
      user_id: string
      properties: string
    }
  }
  'user-sessions': {
    params: {
      order_by: string
      location_ids: readonly string[]
      user_ids: readonly string[]
      session_ids: readonly string[]
      started_after: string | null
      started_before: string | null
      channels: readonly string[]
      channel_groups: readonly string[]
      utm_sources: readonly string[]
      utm_mediums: readonly string[]
      utm_campaigns: readonly string[]
      funnel_ids: readonly string[]
      funnel_names: readonly string[]
      page_ids: readonly string[]
      affiliate_ids: readonly string[]
      min_duration_seconds: number | null
      max_duration_seconds: number | null
      became_identified: boolean | null
      bounced: boolean | null
      after_key: string | null
      direction: number
      after_id: string
      limit: number
    }
    row: {
      location_id: string
      session_id: string
      user_id: string
      sort_key: string
      started_at: string
      ended_at: string
      duration_seconds: number
      pageview_count: string
      event_count: string
      is_bounce: boolean | null
      became_identified: boolean
      entry_url: string | null
      entry_pathname: string | null
      exit_url: string | null
      exit_pathname: string | null
      occurred_at: string
      channel: string
      channel_group: string
      touch: { utm_source: string; utm_medium: string; utm_campaign: string; utm_content: string; utm_term: string; referrer: string; referring_domain: string; landing_url: string; landing_pathname: string; click_ids: Record<string, string> }
      funnel_id: string | null
      funnel_name: string | null
      page_id: string | null
      affiliate_id: string | null
      browser: string | null
      device_type: string | null
      time_zone: string | null
    }
  }
  'users-by-id-with-sessions': {
    params: {
      ids: readonly string[]
      location_ids: readonly string[]
    }
    row: {
      location_id: string
      requested_id: string
      user_id: string
      is_identified: boolean
      distinct_ids: string[]
      first_seen: string
      last_seen: string
      event_count: string
      session_keys: string[]
      session_count: string
      browser: string | null
      device_type: string | null
      time_zone: string | null
    }
  }
  'users-by-id': {
    params: {
      ids: readonly string[]
      location_ids: readonly string[]
    }
    row: {
      location_id: string
      requested_id: string
      user_id: string
      is_identified: boolean
      distinct_ids: string[]
      first_seen: string
      last_seen: string
      event_count: string
      session_keys: string[]
      browser: string | null
      device_type: string | null
      time_zone: string | null
    }
  }
  'users-with-sessions': {
    params: {
      order_by: string
      location_ids: readonly string[]
      identified: boolean | null
      first_channels: readonly string[]
      last_channels: readonly string[]
      last_non_direct_channels: readonly string[]
      first_channel_groups: readonly string[]
      last_channel_groups: readonly string[]
      last_non_direct_channel_groups: readonly string[]
      first_utm_sources: readonly string[]
      first_utm_mediums: readonly string[]
      first_utm_campaigns: readonly string[]
      last_utm_sources: readonly string[]
      last_utm_mediums: readonly string[]
      last_utm_campaigns: readonly string[]
      first_referring_domains: readonly string[]
      last_referring_domains: readonly string[]
      first_landing_pathnames: readonly string[]
      click_id_parameters: readonly string[]
      min_session_count: number | null
      max_session_count: number | null
      min_event_count: number | null
      max_event_count: number | null
      property_keys: readonly string[]
      property_values: readonly string[]
      fits_without_properties: boolean
      behavior_events: readonly string[]
      behavior_pathnames: readonly string[]
      behavior_property_conditions: readonly number[]
      behavior_property_keys: readonly string[]
      behavior_property_values: readonly string[]
      behavior_first_days: readonly string[]
      behavior_last_days: readonly string[]
      behavior_time_zone: string
      behavior_min_counts: readonly number[]
      behavior_max_counts: readonly number[]
      behavior_negated: readonly boolean[]
      fits_without_behavior: boolean
      first_seen_after: string | null
      first_seen_before: string | null
      last_seen_after: string | null
      last_seen_before: string | null
      after_key: string | null
      direction: number
      after_id: string
      limit: number
    }
    row: {
      location_id: string
      user_id: string
      sort_key: string
      is_identified: boolean
      distinct_ids: string[]
      first_seen: string
      last_seen: string
      session_count: string
      event_count: string
      browser: string | null
      device_type: string | null
      time_zone: string | null
    }
  }
  'users': {
    params: {
      order_by: string
      location_ids: readonly string[]
      identified: boolean | null
      click_id_parameters: readonly string[]
      min_event_count: number | null
      max_event_count: number | null
      property_keys: readonly string[]
      property_values: readonly string[]
      fits_without_properties: boolean
      behavior_events: readonly string[]
      behavior_pathnames: readonly string[]
      behavior_property_conditions: readonly number[]
      behavior_property_keys: readonly string[]
      behavior_property_values: readonly string[]
      behavior_first_days: readonly string[]
      behavior_last_days: readonly string[]
      behavior_time_zone: string
      behavior_min_counts: readonly number[]
      behavior_max_counts: readonly number[]
      behavior_negated: readonly boolean[]
      fits_without_behavior: boolean
      first_seen_after: string | null
      first_seen_before: string | null
      last_seen_after: string | null
      last_seen_before: string | null
      after_key: string | null
      direction: number
      after_id: string
      limit: number
    }
    row: {
      location_id: string
      user_id: string
      sort_key: string
      is_identified: boolean
      distinct_ids: string[]
      first_seen: string
      last_seen: string
      event_count: string
      browser: string | null
      device_type: string | null
      time_zone: string | null
    }
  }
  'write-keys-by-id': {
    params: {
      all_locations: boolean
      location_ids: readonly string[]
      key_ids: readonly string[]
    }
    row: {
      location_id: string
      key_id: string
      key_hash: string
      name: string
      prefix: string
      in_force: number
    }
  }
  'write-keys': {
    params: {
      location_ids: readonly string[]
      revoked: boolean | null
      after_key: string | null
      direction: number
      after_id: string
      limit: number
    }
    row: {
      location_id: string
      id: string
      sort_key: string
      name: string
      prefix: string
      created_at: string
      created_by: string | null
      revoked_at: string | null
      revoked_by: string | null
    }
  }
}

/** The columns of each statement, for checks at run time. */
export const statementColumns: { readonly [N in keyof Statements]: readonly (keyof Statements[N]['row'] & string)[] } = {
  'ad-cost-rows': ['location_id', 'sort_key', 'row_id', 'date', 'channel', 'source', 'campaign', 'cost', 'currency', 'clicks', 'impressions', 'imported_at'],
  'ad-costs': ['location_id', 'key', 'currency', 'cost', 'clicks', 'impressions'],
  'api-usage': ['door', 'name', 'client', 'request_count', 'error_count', 'p50_milliseconds', 'p95_milliseconds', 'read_rows', 'read_bytes', 'query_count', 'total_request_count', 'total_error_count'],
  'attribution-report': ['location_id', 'conversion_count', 'conversion_value', 'non_conversion_count', 'without_value_count', 'in_other_currency_count', 'cut_conversion_count', 'key_count', 'linked_count', 'keys', 'conversions', 'value'],
  'attributions': ['location_id', 'user_id', 'first_visit', 'last_visit', 'last_non_direct_visit', 'days_between_first_and_last'],
  'channel-rules': ['location_id', 'rules', 'set_at'],
  'click-ids': ['location_id', 'user_id', 'parameter', 'value', 'first_detected_at', 'last_detected_at'],
  'conversion-currencies': ['location_id', 'currency', 'conversion_count'],
  'erased-ids': ['location_id', 'id_hash'],
  'erasures': ['location_id', 'id', 'sort_key', 'state', 'requested_by', 'requested_at', 'erased_at', 'purged_at', 'id_count', 'removed'],
  'error-samples': ['location_id', 'fingerprint', 'occurred_at', 'message', 'stack', 'distinct_id', 'session_id'],
  'error-series': ['location_id', 'fingerprint', 'start', 'count'],
  'errors': ['location_id', 'fingerprint', 'sort_key', 'type', 'message', 'component', 'level', 'count', 'affected_user_count', 'first_seen', 'last_seen'],
  'event-page': ['location_id', 'uuid', 'parent_id', 'sort_key', 'name', 'timestamp', 'distinct_id', 'user_id', 'session_id', 'url', 'pathname', 'properties'],
  'events-by-key': ['location_id', 'uuid', 'parent_id', 'sort_key', 'name', 'timestamp', 'distinct_id', 'user_id', 'session_id', 'url', 'pathname', 'properties'],
  'events': ['location_id', 'uuid', 'parent_id', 'sort_key', 'name', 'timestamp', 'distinct_id', 'user_id', 'session_id', 'url', 'pathname', 'properties'],
  'exported-errors': ['location_id', 'sort_key', 'uuid', 'timestamp', 'fingerprint', 'type', 'message', 'component', 'level', 'handled', 'stack', 'distinct_id', 'user_id', 'session_id', 'request_id'],
  'exported-identity-mappings': ['location_id', 'sort_key', 'uuid', 'anonymous_id', 'user_id', 'source', 'mapped_at', 'decided_by'],
  'funnel-by-touch': ['location_id', 'is_total', 'key', 'step', 'user_count', 'median_seconds', 'capped_user_count'],
  'funnel': ['location_id', 'step', 'user_count', 'median_seconds', 'capped_user_count'],
  'identities-by-distinct-id': ['location_id', 'distinct_id', 'user_id'],
  'identity-decisions': ['location_id', 'id', 'sort_key', 'anonymous_id', 'user_id', 'decided_at', 'decided_by'],
  'identity-joints': ['location_id', 'anonymous_id', 'user_id', 'source', 'mapped_at'],
  'identity-links': ['location_id', 'anonymous_id', 'user_id', 'source', 'mapped_at'],
  'identity-mappings': ['location_id', 'user_id', 'anonymous_id', 'mapped_user_id', 'mapped_at', 'source'],
  'ingest-health': ['location_id', 'accepted', 'last_event_at', 'duplicates', 'quarantined', 'rejected', 'dropped', 'reasons'],
  'ingest-series': ['location_id', 'start', 'accepted', 'duplicates', 'quarantined', 'rejected', 'median_lag_seconds'],
  'known-events': ['location_id', 'uuid', 'stored', 'claimed', 'live_claims'],
  'latest-ad-cost-version': ['location_id', 'version'],
  'latest-identity-decisions': ['location_id', 'anonymous_id', 'decided_at'],
  'live-activity': ['location_id', 'events_per_minute', 'active_users', 'active_sessions', 'latest_events'],
  'location-metrics': ['location_id', 'start', 'event_count', 'pageview_count', 'unique_users', 'visitor_count', 'session_count', 'identify_count', 'autocapture_count', 'error_count', 'events_per_user'],
  'location-traits': ['location_id', 'trait'],
  'locations': ['location_id'],
  'paths': ['location_id', 'session_count', 'capped_session_count', 'edge_count', 'edges'],
  'personal-errors': ['location_id', 'uuid', 'timestamp', 'error_type', 'message', 'component', 'level', 'stack', 'distinct_id', 'session_id', 'request_id', 'received_at', 'sort_key'],
  'personal-events': ['location_id', 'uuid', 'event', 'timestamp', 'distinct_id', 'session_id', 'current_url', 'pathname', 'touch', 'click_ids', 'browser', 'device_type', 'time_zone', 'properties', 'received_at', 'sort_key'],
  'personal-mappings': ['location_id', 'anonymous_id', 'mapped_user_id', 'source', 'mapped_at', 'decided_by', 'received_at'],
  'personal-quarantine': ['location_id', 'kind', 'id', 'received_at', 'reason', 'detail', 'raw'],
  'personal-sessions': ['location_id', 'session_id', 'started_at', 'ended_at', 'event_count', 'pageview_count', 'distinct_ids', 'entry_url', 'exit_url', 'channel', 'channel_group', 'touch', 'funnel_id', 'funnel_name', 'page_id', 'affiliate_id', 'browser', 'device_type', 'time_zone'],
  'pipe-errors': ['location_id', 'error_type', 'hour', 'error_count', 'sample_messages'],
  'pipe-location-metrics': ['location_id', 'date', 'event_count', 'unique_users', 'pageview_count', 'identify_count', 'autocapture_count', 'events_per_user'],
  'pipe-session-stats': ['date', 'location_id', 'session_count', 'identified_session_count', 'avg_session_duration', 'avg_pageviews_per_session', 'sessions_with_attribution_count', 'sessions_with_utm_count', 'sessions_with_referrer_count', 'sessions_with_funnel_count', 'top_utm_source', 'top_utm_medium', 'top_utm_campaign', 'top_funnel_name', 'identified_session_percent', 'attributed_session_percent', 'utm_session_percent', 'referrer_session_percent', 'funnel_session_percent'],
  'pipe-sessions': ['session_id', 'session_start', 'session_end', 'session_duration_seconds', 'location_id', 'first_distinct_id', 'last_distinct_id', 'became_identified', 'event_count', 'pageview_count', 'entry_url', 'entry_host', 'entry_pathname', 'entry_referrer', 'entry_referring_domain', 'first_utm_source', 'first_utm_medium', 'first_utm_campaign', 'first_utm_content', 'first_utm_term', 'exit_url', 'exit_pathname', 'browser', 'device_type', 'timezone', 'funnel_id', 'funnel_name', 'page_id', 'affiliate_id', 'seconds_per_pageview', 'session_date'],
  'pipe-user-attribution': ['first_utm_source', 'first_utm_medium', 'first_utm_campaign', 'first_utm_content', 'first_utm_term', 'first_gclid', 'first_fbclid', 'first_msclkid', 'first_referrer', 'first_referring_domain', 'recent_utm_source', 'recent_utm_medium', 'recent_utm_campaign', 'recent_utm_content', 'recent_utm_term', 'recent_gclid', 'recent_fbclid', 'recent_msclkid', 'recent_referrer', 'recent_referring_domain', 'first_session_utm_source', 'first_session_utm_medium', 'first_session_utm_campaign', 'first_session_utm_content', 'first_session_utm_term', 'first_session_referrer', 'first_session_referring_domain', 'session_count', 'first_seen', 'last_seen', 'days_between_first_last'],
  'pipe-user-events': ['uuid', 'event', 'properties', 'timestamp', 'distinct_id', 'location_id', 'session_id', 'funnel_id', 'step_id', 'funnel_name', 'page_id', 'affiliate_id', 'current_url', 'host', 'pathname', 'referrer', 'referring_domain', 'pageview_id', 'utm_source', 'utm_medium', 'utm_campaign', 'utm_content', 'utm_term', 'gclid', 'gclsrc', 'fbclid', 'msclkid', 'dclid', 'gbraid', 'wbraid', 'twclid', 'li_fat_id', 'igshid', 'ttclid', 'rdt_cid', 'epik', 'browser', 'device_type', 'timezone', 'is_identified', 'session_entry_referrer', 'session_entry_referring_domain', 'session_entry_url', 'session_entry_host', 'session_entry_pathname', 'session_entry_utm_source', 'session_entry_utm_medium', 'session_entry_utm_campaign', 'session_entry_utm_content', 'session_entry_utm_term'],
  'pipe-users': ['user_id', 'location_id', 'first_seen', 'first_url', 'first_utm_source', 'first_utm_medium', 'first_utm_campaign', 'first_utm_content', 'first_utm_term', 'first_referrer', 'first_referring_domain', 'first_gclid', 'first_fbclid', 'first_msclkid', 'first_twclid', 'first_dclid', 'first_gbraid', 'first_wbraid', 'first_li_fat_id', 'first_igshid', 'first_ttclid', 'first_rdt_cid', 'first_epik', 'first_qclid', 'first_sccid', 'first_irclid', 'first__kx', 'last_seen', 'last_url', 'last_utm_source', 'last_utm_medium', 'last_utm_campaign', 'last_utm_content', 'last_utm_term', 'last_referrer', 'last_referring_domain', 'last_gclid', 'last_fbclid', 'last_msclkid', 'last_twclid', 'last_dclid', 'last_gbraid', 'last_wbraid', 'last_li_fat_id', 'last_igshid', 'last_ttclid', 'last_rdt_cid', 'last_epik', 'last_qclid', 'last_sccid', 'last_irclid', 'last__kx', 'session_count', 'days_between_first_last', 'fbclid_detected_timestamp_ms', 'first_touch_channel', 'last_touch_channel', 'device_type', 'browser', 'timezone', 'has_identity_mapping', 'is_identified'],
  'privacy-settings': ['location_id', 'retention_days', 'ip_anonymization', 'denied_properties', 'consent', 'consent_property', 'set_by', 'set_at'],
  'refused-identity-mappings': ['location_id', 'id', 'sort_key', 'anonymous_id', 'user_id', 'source', 'reason', 'count', 'first_at', 'last_at'],
  'retention': ['location_id', 'start', 'size', 'retained', 'complete_periods'],
  'seen-distinct-ids': ['location_id', 'distinct_id'],
  'session-events': ['location_id', 'uuid', 'parent_id', 'sort_key', 'name', 'timestamp', 'distinct_id', 'user_id', 'session_id', 'url', 'pathname', 'properties'],
  'session-stats': ['location_id', 'start', 'date', 'session_count', 'identified_session_count', 'average_duration_seconds', 'average_pageviews', 'pageview_session_count', 'bounce_rate', 'attributed_session_count', 'utm_session_count', 'referrer_session_count', 'funnel_session_count', 'top_utm_source', 'top_utm_medium', 'top_utm_campaign', 'top_funnel_name'],
  'sessions-by-id': ['location_id', 'requested_id', 'session_id', 'user_id', 'started_at', 'ended_at', 'duration_seconds', 'pageview_count', 'event_count', 'is_bounce', 'became_identified', 'entry_url', 'entry_pathname', 'exit_url', 'exit_pathname', 'occurred_at', 'channel', 'channel_group', 'touch', 'funnel_id', 'funnel_name', 'page_id', 'affiliate_id', 'browser', 'device_type', 'time_zone'],
  'sessions': ['location_id', 'session_id', 'user_id', 'sort_key', 'started_at', 'ended_at', 'duration_seconds', 'pageview_count', 'event_count', 'is_bounce', 'became_identified', 'entry_url', 'entry_pathname', 'exit_url', 'exit_pathname', 'occurred_at', 'channel', 'channel_group', 'touch', 'funnel_id', 'funnel_name', 'page_id', 'affiliate_id', 'browser', 'device_type', 'time_zone'],
  'stored-events': ['location_id', 'distinct_id', 'timestamp', 'uuid', 'event', 'session_id', 'is_visit', 'is_identified', 'current_url', 'host', 'pathname', 'touch', 'channel', 'channel_group', 'click_ids', 'funnel_id', 'step_id', 'funnel_name', 'page_id', 'affiliate_id', 'browser', 'device_type', 'time_zone', 'properties', 'received_at'],
  'suppressed-locations': ['location_id', 'key_count'],
  'user-events': ['location_id', 'uuid', 'parent_id', 'sort_key', 'name', 'timestamp', 'distinct_id', 'user_id', 'session_id', 'url', 'pathname', 'properties'],
  'user-properties': ['location_id', 'user_id', 'properties'],
  'user-sessions': ['location_id', 'session_id', 'user_id', 'sort_key', 'started_at', 'ended_at', 'duration_seconds', 'pageview_count', 'event_count', 'is_bounce', 'became_identified', 'entry_url', 'entry_pathname', 'exit_url', 'exit_pathname', 'occurred_at', 'channel', 'channel_group', 'touch', 'funnel_id', 'funnel_name', 'page_id', 'affiliate_id', 'browser', 'device_type', 'time_zone'],
  'users-by-id-with-sessions': ['location_id', 'requested_id', 'user_id', 'is_identified', 'distinct_ids', 'first_seen', 'last_seen', 'event_count', 'session_keys', 'session_count', 'browser', 'device_type', 'time_zone'],
  'users-by-id': ['location_id', 'requested_id', 'user_id', 'is_identified', 'distinct_ids', 'first_seen', 'last_seen', 'event_count', 'session_keys', 'browser', 'device_type', 'time_zone'],
  'users-with-sessions': ['location_id', 'user_id', 'sort_key', 'is_identified', 'distinct_ids', 'first_seen', 'last_seen', 'session_count', 'event_count', 'browser', 'device_type', 'time_zone'],
  'users': ['location_id', 'user_id', 'sort_key', 'is_identified', 'distinct_ids', 'first_seen', 'last_seen', 'event_count', 'browser', 'device_type', 'time_zone'],
  'write-keys-by-id': ['location_id', 'key_id', 'key_hash', 'name', 'prefix', 'in_force'],
  'write-keys': ['location_id', 'id', 'sort_key', 'name', 'prefix', 'created_at', 'created_by', 'revoked_at', 'revoked_by'],
}

/** Rows as they are inserted. */
export interface Tables {
  events: {
    location_id: string
    distinct_id: string
    timestamp: string
    uuid: string
    event: string
    session_id: string
    is_visit: boolean
    is_identified: boolean
    current_url: string
    host: string
    pathname: string
    touch: { utm_source: string; utm_medium: string; utm_campaign: string; utm_content: string; utm_term: string; referrer: string; referring_domain: string; landing_url: string; landing_pathname: string; click_ids: Record<string, string> }
    channel: string
    channel_group: string
    click_ids: Record<string, string>
    funnel_id: string
    step_id: string
    funnel_name: string
    page_id: string
    affiliate_id: string
    browser: string
    device_type: string
    time_zone: string
    properties: string
    received_at: string
  }
  channel_rules: {
    location_id: string
    rules: { channel: string; channel_group: string; conditions: { field: string; operator: string; values: string[] }[] }[]
    set_at: string
    set_by: string
    uuid: string
  }
  write_keys: {
    location_id: string
    key_id: string
    key_hash: string
    action: string
    name: string
    prefix: string
    changed_at: string
    changed_by: string
  }
  suppression_keys: {
    key: string
    made_at: string
  }
  suppressed_ids: {
    location_id: string
    id_hash: string
    suppressed: boolean
    decided_at: string
    decided_by: string
  }
  erasures: {
    location_id: string
    erasure_id: string
    state: string
    requested_by: string
    requested_at: string
    id_hashes: string[]
    removed: Record<string, string>
    at: string
  }
  erasure_subjects: {
    location_id: string
    erasure_id: string
    distinct_id: string
    is_user: boolean
  }
  privacy_settings: {
    location_id: string
    changed: string[]
    retention_days: number | null
    ip_anonymization: string
    denied_properties: string[]
    consent: string
    consent_property: string
    set_at: string
    set_by: string
    uuid: string
  }
  ad_costs: {
    location_id: string
    date: string
    channel: string
    campaign: string
    source: string
    currency: string
    cost: string
    clicks: string | null
    impressions: string | null
    version: string
    imported_by: string
    imported_at: string
  }
  ad_costs_quarantine: {
    location_id: string
    quarantine_id: string
    received_at: string
    reason: string
    detail: string
    raw: string
  }
  event_claims: {
    location_id: string
    uuid: string
    claim_id: string
    withdrawn: boolean
    claimed_at: string
  }
  event_ids: {
    location_id: string
    uuid: string
    received_at: string
  }
  events_quarantine: {
    location_id: string
    quarantine_id: string
    received_at: string
    reason: string
    detail: string
    raw: string
  }
  identity_mappings: {
    location_id: string
    anonymous_id: string
    user_id: string
    source: string
    mapped_at: string
    uuid: string
    decided_by: string
    received_at: string
  }
  identity_mappings_quarantine: {
    location_id: string
    anonymous_id: string
    user_id: string
    source: string
    mapped_at: string
    uuid: string
    reason: string
    received_at: string
  }
  errors: {
    location_id: string
    fingerprint: string
    timestamp: string
    uuid: string
    error_type: string
    message: string
    component: string
    level: string
    handled: boolean
    stack: string
    distinct_id: string
    session_id: string
    request_id: string
    received_at: string
  }
  errors_quarantine: {
    location_id: string
    uuid: string
    received_at: string
    reason: string
    detail: string
    raw: string
  }
  ingest_stats: {
    location_id: string
    bucket_start: string
    outcome: string
    reason: string
    count: string
    batch_id: string
  }
  api_requests: {
    location_id: string
    requested_at: string
    location_ids: string[]
    door: string
    operation_name: string
    operation_hash: string
    client_name: string
    client_version: string
    duration_ms: number
    status: number
    error_code: string
    clickhouse_queries: number
    rows_read: string
    bytes_read: string
    response_bytes: string
    request_id: string
  }
}

/** Columns that are something else than empty when they are left out. */
export const columnsWithDefault: { readonly [T in keyof Tables]?: readonly (keyof Tables[T] & string)[] } = {
  events: ['channel', 'channel_group'],
  suppression_keys: ['made_at'],
  erasures: ['at'],
  event_claims: ['claimed_at'],
}
