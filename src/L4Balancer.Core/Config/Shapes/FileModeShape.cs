using System.Globalization;
using System.Text.Json.Nodes;

namespace L4Balancer.Core.Config.Shapes;

/// <summary>
/// The mode of a file that other users cannot access. Only four octal digits are a mode: YAML 1.1 reads a plain
/// <c>0660</c> as the number 432 and YAML 1.2 as 660, so a number without the zero, written by a program, may mean
/// another mode.
/// </summary>
internal sealed class FileModeShape : ScalarShape<int>
{
    private const int Digits = 4;
    private const int OtherUsers = 7;

    public override string Expectation => "four octal digits in quotes, such as \"0660\"";

    public override Parsed<int> Parse(string text)
    {
        if (text.Length > 0 && text[0] != '0' && text.All(char.IsAsciiDigit))
            return new NotParsed("has no leading zero and can be misread", Remedy(text));
        if (text.Length != Digits || text[0] != '0' || text.AsSpan().ContainsAnyExceptInRange('0', '7'))
            return new NotParsed("is not a file mode");
        var mode = Convert.ToInt32(text, 8);
        return (mode & OtherUsers) == 0
            ? mode
            : new NotParsed(
                "grants access to all users of this machine", $"a mode that ends in 0, such as {Quoted(0x1B0)}");
    }

    public override string Format(int value) => Convert.ToString(value, 8).PadLeft(Digits, '0');

    public override JsonObject Schema(SchemaDefinitions definitions) =>
        new() { ["type"] = "string", ["pattern"] = "^0[0-7]{2}0$" };

    /// <summary>The number may be the decimal value of a mode, as written by a YAML library.</summary>
    private string Remedy(string number)
    {
        var isMode = int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var mode)
            && mode is > OtherUsers and < 0x200 && (mode & OtherUsers) == 0;
        return isMode ? $"{Expectation}; the number {number} is the mode {Quoted(mode)}" : Expectation;
    }

    private string Quoted(int mode) => $"\"{Format(mode)}\"";
}
