using System.Text;
using System.Text.Json;
using L4Balancer.Admin.Api;
using L4Balancer.Core.Config;

namespace L4Balancer.Fuzz.Targets;

/// <summary>
/// What a client of the API sends: values in a path or a query, and bodies. The first byte says what the others are. A
/// value is refused in words, or it is one that prints and reads back.
/// </summary>
internal sealed class ApiValuesTarget : FuzzTarget
{
    private static readonly TimeSpan Longest = TimeSpan.FromDays(7);

    public override string Name => "api-values";

    public override int SizeMax => 512;

    public override IReadOnlyList<byte[]> Words { get; } = Latin(
        "10.0.0.1:80", "[::1]:80", "db.example:5432", "unix:/run/x", "10.0.0.0/8", "2001:db8::/32",
        "::ffff:10.0.0.1", "%eth0", "0x", "1e3",
        "{\"rate\":1}", "{\"deadlineSeconds\":1.5}", "{\"weight\":null}", "{\"address\":\"10.0.0.1:80\"", "null",
        "\\u0000", "NaN");

    public override IReadOnlyList<byte[]> Seeds { get; } = Latin(
        "\u000010.0.0.1:80", "\0[2001:db8::1]:6379", "\0unix:/run/redis.sock", "\u000110.0.0.0/8",
        "\u00012001:db8::/32",
        "\u00020123abcdef", "\u0003{\"rate\":100,\"deadlineSeconds\":1.5}",
        "\u0004{\"address\":\"10.0.0.1:80\",\"weight\":3}",
        "\u0005{\"weight\":null}");

    public override void Run(byte[] input)
    {
        if (input.Length == 0) return;
        var text = Encoding.UTF8.GetString(input.AsSpan(1));
        try
        {
            Read(input[0] % 6, text);
        }
        catch (RequestRefusedException e)
        {
            Require(e.Message.Length > 0 && !e.Message.Any(char.IsControl), "a refusal that cannot be shown");
        }
        catch (JsonException)
        {
            // The API answers it with 400.
        }
    }

    private static void Read(int kind, string text)
    {
        switch (kind)
        {
            case 0:
                var address = Given.Entry("address", text);
                Require(BackendAddress.Parse(address.ToString(), out _) == address, "an address that changes");
                break;
            case 1:
                var network = Given.Network("network", text)!.Value;
                Require(ClientNetwork.Parse(network.ToString(), out _) == network, "a network that changes");
                break;
            case 2:
                Require(Given.SessionId($"{Given.SessionId(text):x}") == Given.SessionId(text), "an id that changes");
                break;
            case 3 when JsonSerializer.Deserialize<DrainBody>(text, ApiJson.Options) is { } drain:
                Given.Seconds("deadlineSeconds", drain.DeadlineSeconds, Longest);
                break;
            case 4:
                JsonSerializer.Deserialize<BackendBody>(text, ApiJson.Options);
                break;
            default:
                Given.Weight(JsonSerializer.Deserialize<WeightBody>(text, ApiJson.Options)?.Weight);
                break;
        }
    }
}
