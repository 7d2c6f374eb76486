using System.Diagnostics;
using System.Security.Cryptography;

namespace L4Balancer.Fuzz.Running;

/// <summary>An input that fails, as small as it could be made, and how.</summary>
internal sealed record FuzzCrash(string Target, byte[] Input, Exception Failure)
{
    /// <summary>Of a file with the input.</summary>
    public string FileName => $"{Target}-{Convert.ToHexStringLower(SHA256.HashData(Input))[..12]}";

    /// <summary>
    /// The same for inputs that fail in the same way: the kind of the exception, and where it was thrown.
    /// </summary>
    public static string SignatureOf(Exception failure)
    {
        var frames = new StackTrace(failure).GetFrames().Select(frame => frame.GetMethod())
            .Where(method => IsOurs(method?.DeclaringType?.Namespace));
        var place = failure is Coverage.TooManyStepsException or InsufficientExecutionStackException
            ? ""
            : string.Join(" < ", frames.Take(2).Select(method => $"{method!.DeclaringType!.Name}.{method.Name}"));
        var words = failure is Targets.FuzzFailureException ? failure.Message : "";
        return $"{failure.GetType().Name} {place} {words}";
    }

    private static bool IsOurs(string? space) =>
        space?.StartsWith("L4Balancer.", StringComparison.Ordinal) == true && space != "L4Balancer.Fuzz.Coverage";
}
