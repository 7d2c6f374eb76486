using System.Numerics;

namespace L4Balancer.Probes.MySql;

/// <summary>A point of the curve of Ed25519, in extended coordinates (RFC 8032, section 5.1.4).</summary>
internal readonly record struct EdwardsPoint(BigInteger X, BigInteger Y, BigInteger Z, BigInteger T)
{
    private const int WindowBits = 4;
    private const int Windows = 64;

    private static readonly BigInteger P = BigInteger.Pow(2, 255) - 19;

    private static readonly BigInteger D2 =
        2 * BigInteger.Parse("37095705934669439343138083508754565189542113879843219016388785533085940283555");

    private static readonly EdwardsPoint Zero = new(0, 1, 1, 0);

    private static readonly EdwardsPoint Base = Affine(
        BigInteger.Parse("15112221349535400772501151409588531511454012693041857206046113283949847762202"),
        BigInteger.Parse("46316835694926478169428394003475163141307993866256225615783033603165251855960"));

    /// <summary>
    /// All multiples of the base point that have one hexadecimal digit other than zero, so that a product is 64 sums.
    /// Made at the first use, in some milliseconds.
    /// </summary>
    private static readonly Lazy<EdwardsPoint[]> Table = new(MakeTable);

    /// <summary>The base point times a number below 2^256.</summary>
    public static EdwardsPoint OfBase(BigInteger factor)
    {
        var sum = Zero;
        for (var window = 0; window < Windows; window++)
        {
            var digit = (int)((factor >> (window * WindowBits)) & 0xF);
            sum += Table.Value[window << WindowBits | digit];
        }

        return sum;
    }

    public static EdwardsPoint operator +(EdwardsPoint a, EdwardsPoint b)
    {
        var low = Mod((a.Y - a.X) * (b.Y - b.X));
        var high = Mod((a.Y + a.X) * (b.Y + b.X));
        var t = Mod(a.T * b.T % P * D2);
        var z = Mod(2 * a.Z * b.Z);
        var (e, f, g, h) = (high - low, z - t, z + t, high + low);
        return new EdwardsPoint(Mod(e * f), Mod(g * h), Mod(f * g), Mod(e * h));
    }

    /// <summary>32 bytes: Y, and the parity of X in the topmost bit.</summary>
    public byte[] Encode()
    {
        var inverse = BigInteger.ModPow(Z, P - 2, P);
        var bytes = Ed25519.Bytes(Mod(Y * inverse));
        if (!Mod(X * inverse).IsEven) bytes[^1] |= 0x80;
        return bytes;
    }

    private static EdwardsPoint Affine(BigInteger x, BigInteger y) => new(x, y, 1, Mod(x * y));

    private static BigInteger Mod(BigInteger number)
    {
        var rest = number % P;
        return rest.Sign < 0 ? rest + P : rest;
    }

    private static EdwardsPoint[] MakeTable()
    {
        var table = new EdwardsPoint[Windows << WindowBits];
        var step = Base;
        for (var at = 0; at < table.Length;)
        {
            var multiple = Zero;
            for (var digit = 0; digit < 1 << WindowBits; digit++)
            {
                table[at++] = multiple;
                multiple += step;
            }

            step = multiple;
        }

        return table;
    }
}
