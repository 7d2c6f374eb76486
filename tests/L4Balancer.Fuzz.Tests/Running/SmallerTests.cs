using L4Balancer.Fuzz.Running;

namespace L4Balancer.Fuzz.Tests.Running;

internal sealed class SmallerTests
{
    [Test]
    public void What_is_not_needed_for_the_failure_is_left_out()
    {
        var input = "some text ! and more of it ? that does not matter"u8.ToArray();
        var smallest = Smaller.Of(input, Failing("!?"u8.ToArray())!, bytes => Fail(bytes));
        Assert.That(smallest, Is.EqualTo("!?"u8.ToArray()));
    }

    private static string? Failing(byte[] input) => Fail(input) is { } failure ? FuzzCrash.SignatureOf(failure) : null;

    private static InvalidOperationException? Fail(byte[] input) =>
        input.AsSpan().Contains((byte)'!') && input.AsSpan().Contains((byte)'?')
            ? new InvalidOperationException()
            : null;
}
