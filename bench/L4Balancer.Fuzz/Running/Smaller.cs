namespace L4Balancer.Fuzz.Running;

/// <summary>Makes an input that fails as small as it can, by leaving out pieces of it.</summary>
internal static class Smaller
{
    private const int ExecutionsMax = 5000;

    /// <param name="signature">How it fails, and must still fail.</param>
    /// <param name="execute">Returns what an input throws.</param>
    public static byte[] Of(byte[] input, string signature, Func<byte[], Exception?> execute)
    {
        var left = ExecutionsMax;
        for (var piece = Math.Max(1, input.Length / 2); ; piece /= 2)
        {
            for (var at = 0; at < input.Length && left > 0; left--)
            {
                var end = Math.Min(input.Length, at + piece);
                byte[] shorter = [.. input.AsSpan(0, at), .. input.AsSpan(end)];
                if (execute(shorter) is { } failure && FuzzCrash.SignatureOf(failure) == signature) input = shorter;
                else at = end;
            }

            if (piece <= 1) return input;
        }
    }
}
