using System.Net;

namespace L4Balancer.Core.Import;

/// <summary>
/// Rules of which the first that fits a client decides, written as our lists, of which the longest network decides. A
/// rule behind one that contains it never decides, so it is omitted: then both orders mean the same.
/// </summary>
internal sealed class AccessOrder
{
    private readonly List<IPNetwork> _seen = [];
    private readonly List<(bool Allow, IPNetwork Network, Statement From)> _rules = [];
    private (bool Allow, Statement From)? _end;
    private bool _isSilent;

    public bool IsFull => _seen.Count >= Limits.ImportNetworksMax;

    /// <summary>Whether a rule for all clients has come; further rules never decide.</summary>
    public bool IsClosed => _end is not null;

    public void Add(bool allow, IPNetwork network, Statement from)
    {
        from.IsUsed = true;
        if (IsClosed || _seen.Any(s => Contains(s, network))) return;
        _seen.Add(network);
        _rules.Add((allow, network, from));
    }

    public void AddAll(bool allow, Statement from)
    {
        from.IsUsed = true;
        _end ??= (allow, from);
    }

    public void AnswerNothing() => _isSilent = true;

    public void WriteTo(YamlPart listener)
    {
        var isOpen = _end is not { Allow: false };
        var allowed = _rules.Where(r => r.Allow).ToList();
        var denied = _rules.Where(r => !r.Allow).ToList();
        if (isOpen && denied.Count == 0) return;
        var access = listener["access"];
        foreach (var rule in allowed) access["allow"].AddItem($"{rule.Network}", rule.From);
        if (isOpen && allowed.Count > 0) AddEveryone(access["allow"], null);
        foreach (var rule in denied) access["deny"].AddItem($"{rule.Network}", rule.From);
        if (!isOpen && allowed.Count == 0 && access.Find("allow-file") is null)
        {
            access.Remove("deny");
            AddEveryone(access["deny"], _end!.Value.From);
        }

        if (_isSilent) access.Set("on-deny", "silent", null);
    }

    public static void AddEveryone(YamlPart list, Statement? from)
    {
        list.AddItem("0.0.0.0/0", from);
        list.AddItem("::/0", from);
    }

    /// <summary>A network, with bits behind its prefix or a mask as those formats allow; null if it is none.</summary>
    public static IPNetwork? Parse(string text)
    {
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        if (Config.ClientNetwork.Parse(slash < 0 ? text : text[..slash], out _) is not { } single) return null;
        if (slash < 0) return single;
        var bytes = single.BaseAddress.GetAddressBytes();
        if (PrefixOf(text[(slash + 1)..]) is not { } prefix || prefix > bytes.Length * 8) return null;
        for (var bit = prefix; bit < bytes.Length * 8; bit++) bytes[bit / 8] &= (byte)~(0x80 >> (bit % 8));
        return new IPNetwork(new IPAddress(bytes), prefix);
    }

    private static int? PrefixOf(string text)
    {
        if (Config.ClientNetwork.Parse(text, out _) is not { PrefixLength: 32 } mask)
            return Config.Shapes.DigitText.Parse<byte>(text);
        var bytes = mask.BaseAddress.GetAddressBytes();
        var value = ((uint)bytes[0] << 24) | ((uint)bytes[1] << 16) | ((uint)bytes[2] << 8) | bytes[3];
        var ones = System.Numerics.BitOperations.LeadingZeroCount(~value);
        return value == (ones == 0 ? 0 : uint.MaxValue << (32 - ones)) ? ones : null;
    }

    private static bool Contains(IPNetwork outer, IPNetwork inner) =>
        outer.PrefixLength <= inner.PrefixLength
        && outer.BaseAddress.AddressFamily == inner.BaseAddress.AddressFamily && outer.Contains(inner.BaseAddress);
}
