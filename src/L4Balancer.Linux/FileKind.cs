namespace L4Balancer.Linux;

/// <summary>The type of a file, inode(7).</summary>
public enum FileKind
{
    Unknown = 0,
    Fifo = 0x1,
    CharacterDevice = 0x2,
    Directory = 0x4,
    BlockDevice = 0x6,
    RegularFile = 0x8,
    SymbolicLink = 0xA,
    Socket = 0xC,
}
