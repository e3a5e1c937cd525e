'use client';

import { Select } from '@mantine/core';

interface ZoneFieldProps {
  label: string;
  value: string;
  onChange: (zone: string) => void;
  error?: string | null;
}

/** A time zone by its IANA name. */
export function ZoneField({ label, value, onChange, error = null }: ZoneFieldProps) {
  const zones = new Set(['UTC', ...Intl.supportedValuesOf('timeZone'), value]);
  return (
    <Select
      label={label}
      w={220}
      searchable
      allowDeselect={false}
      limit={40}
      data={[...zones]}
      value={value}
      error={error}
      onChange={(zone) => onChange(zone ?? value)}
    />
  );
}
