using System.Numerics;
using System.Security.Cryptography;

namespace L4Balancer.Probes.MySql;

/// <summary>
/// The signature of MariaDB's ed25519: that of RFC 8032, but with the password, of any length, in place of the secret
/// key, which no library of .NET offers. Its time depends on the password, so it is for the logins of probes only:
/// what is signed are random numbers of servers that the operator has named.
/// </summary>
internal static class Ed25519
{
    private const int Size = 32;

    /// <summary>The order of the base point.</summary>
    private static readonly BigInteger Order =
        BigInteger.Pow(2, 252) + BigInteger.Parse("27742317777372353535851937790883648493");

    public static byte[] Sign(ReadOnlySpan<byte> password, ReadOnlySpan<byte> message)
    {
        var secret = SHA512.HashData(password);
        secret[0] &= 0b1111_1000;
        secret[31] &= 0b0011_1111;
        secret[31] |= 0b0100_0000;
        var scalar = Number(secret.AsSpan(0, Size));
        var publicKey = EdwardsPoint.OfBase(scalar).Encode();
        var once = Number(SHA512.HashData([.. secret.AsSpan(Size), .. message])) % Order;
        var point = EdwardsPoint.OfBase(once).Encode();
        var challenge = Number(SHA512.HashData([.. point, .. publicKey, .. message])) % Order;
        return [.. point, .. Bytes((once + challenge * scalar) % Order)];
    }

    /// <summary>Little-endian, as all numbers here.</summary>
    internal static byte[] Bytes(BigInteger number)
    {
        var bytes = new byte[Size];
        number.TryWriteBytes(bytes, out _, isUnsigned: true);
        return bytes;
    }

    private static BigInteger Number(ReadOnlySpan<byte> bytes) => new(bytes, isUnsigned: true);
}
