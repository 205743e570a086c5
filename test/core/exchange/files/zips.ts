import { deflateRawSync } from 'node:zlib';
import { crc32 } from '../../../../src/core/exchange/files/crc32';

/** A member of an archive, and what is to be wrong about it. */
export interface MemberSketch {
  readonly name: string;
  readonly bytes: Uint8Array;
  readonly isDeflated?: boolean;
  /** In place of the bytes that would be packed. */
  readonly packed?: Uint8Array;
  readonly method?: number;
  readonly flags?: number;
  readonly size?: number;
  readonly crc?: number;
  /** The name that the member itself has. */
  readonly ownName?: string;
  /** Sizes stand behind the bytes, and are 0 before them. */
  readonly hasDescriptor?: boolean;
  /** Sizes and place of the directory have 8 bytes. */
  readonly isWide?: boolean;
  /** Where the directory says that it begins. */
  readonly from?: number;
}

const little = (value: number | bigint, bytes: number): Buffer => {
  const buffer = Buffer.alloc(8);
  buffer.writeBigUInt64LE(BigInt(value));
  return buffer.subarray(0, bytes);
};

/** An archive, written without the code that is tested. */
export function zipOf(
  members: readonly MemberSketch[],
  {
    comment = '',
    isWide = false,
    count = members.length,
  }: { comment?: string; isWide?: boolean; count?: number } = {},
): Uint8Array {
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  let at = 0;
  for (const member of members) {
    const { name, bytes, isDeflated = false, hasDescriptor = false, isWide: hasWideSizes = false } = member;
    const packed = member.packed ?? (isDeflated ? deflateRawSync(bytes) : bytes);
    const size = member.size ?? bytes.length;
    const crc = member.crc ?? crc32(bytes);
    const flags = (member.flags ?? 0) | (hasDescriptor ? 8 : 0);
    const method = member.method ?? (isDeflated ? 8 : 0);
    const own = Buffer.from(member.ownName ?? name);
    const told = Buffer.from(name);
    const now = hasDescriptor ? [0, 0, 0] : [crc, packed.length, size];
    const local = Buffer.concat([
      ...[little(0x04034b50, 4), little(20, 2), little(flags, 2), little(method, 2), little(0, 4)],
      ...now.map((value) => little(value, 4)),
      ...[little(own.length, 2), little(0, 2), own, packed],
      ...(hasDescriptor
        ? [little(0x08074b50, 4), little(crc, 4), little(packed.length, 4), little(size, 4)]
        : []),
    ]);
    const from = member.from ?? at;
    const extra = hasWideSizes
      ? Buffer.concat([
          little(1, 2),
          little(24, 2),
          little(size, 8),
          little(packed.length, 8),
          little(from, 8),
        ])
      : Buffer.alloc(0);
    const wide = 0xffffffff;
    directory.push(
      Buffer.concat([
        ...[little(0x02014b50, 4), little(20, 2), little(20, 2), little(flags, 2), little(method, 2)],
        ...[little(0, 4), little(crc, 4)],
        ...[little(hasWideSizes ? wide : packed.length, 4), little(hasWideSizes ? wide : size, 4)],
        ...[little(told.length, 2), little(extra.length, 2), little(0, 2), little(0, 2), little(0, 2)],
        ...[little(0, 4), little(hasWideSizes ? wide : from, 4), told, extra],
      ]),
    );
    parts.push(local);
    at += local.length;
  }
  const central = Buffer.concat(directory);
  const wideEnd = isWide
    ? [
        ...[little(0x06064b50, 4), little(44, 8), little(45, 2), little(45, 2), little(0, 4), little(0, 4)],
        ...[little(count, 8), little(count, 8), little(central.length, 8), little(at, 8)],
        ...[little(0x07064b50, 4), little(0, 4), little(at + central.length, 8), little(1, 4)],
      ]
    : [];
  const end = [
    ...[little(0x06054b50, 4), little(0, 2), little(0, 2)],
    ...[little(isWide ? 0xffff : count, 2), little(isWide ? 0xffff : count, 2)],
    ...[little(isWide ? 0xffffffff : central.length, 4), little(isWide ? 0xffffffff : at, 4)],
    ...[little(Buffer.byteLength(comment), 2), Buffer.from(comment)],
  ];
  return new Uint8Array(Buffer.concat([...parts, central, ...wideEnd, ...end]));
}
