using System.Buffers;
using System.Text.Unicode;

namespace L4Balancer.Core.Config.Documents;

/// <summary>Decodes the bytes of the file to text.</summary>
internal static class ConfigText
{
    /// <summary>The byte order mark, as the text has it.</summary>
    public const char Mark = '\ufeff';

    private const string SaveAsUtf8 = "save the file as UTF-8";

    /// <summary>
    /// YAML 1.2, 5.1: the only control characters allowed in a document are tab, line feed and carriage return.
    /// </summary>
    private static readonly SearchValues<char> Forbidden = SearchValues.Create(
        "\0\u0001\u0002\u0003\u0004\u0005\u0006\u0007\b\v\f\u000e\u000f\u0010\u0011\u0012\u0013\u0014\u0015\u0016\u0017"
        + "\u0018\u0019\u001a\u001b\u001c\u001d\u001e\u001f\u007f\ufffe\uffff");

    private static ReadOnlySpan<byte> ByteOrderMark => [0xEF, 0xBB, 0xBF];

    /// <exception cref="DocumentRefusedException">Too large, not UTF-8, or with characters that are no
    /// text.</exception>
    public static string Decode(ReadOnlySpan<byte> utf8)
    {
        if (utf8.Length > Limits.ConfigBytesMax)
        {
            throw new DocumentRefusedException(
                TextPosition.Start, "the file is too large", $"at most {Limits.ConfigBytesMax} bytes");
        }

        var markLength = utf8.StartsWith(ByteOrderMark) ? ByteOrderMark.Length : 0;
        var text = Convert(utf8[markLength..], markLength);
        var bad = text.AsSpan().IndexOfAny(Forbidden);
        if (bad < 0) return text;
        throw new DocumentRefusedException(
            PositionOf(text.AsSpan(0, bad)), $"the character U+{(int)text[bad]:X4} is not allowed in YAML",
            "inside double quotes it can be written as an escape such as \"\\0\" or \"\\x1b\"");
    }

    private static string Convert(ReadOnlySpan<byte> utf8, int offset)
    {
        var chars = new char[utf8.Length];
        var status = Utf8.ToUtf16(utf8, chars, out var bytesRead, out var charsWritten, replaceInvalidSequences: false);
        if (status == OperationStatus.Done) return new string(chars, 0, charsWritten);
        throw new DocumentRefusedException(
            PositionOf(chars.AsSpan(0, charsWritten)),
            $"the byte 0x{utf8[bytesRead]:x2} at offset {offset + bytesRead} is not UTF-8", SaveAsUtf8);
    }

    /// <summary>The position of the next character.</summary>
    private static TextPosition PositionOf(ReadOnlySpan<char> before)
    {
        var lineStart = before.LastIndexOf('\n') + 1;
        return new TextPosition(before.Count('\n') + 1, before.Length - lineStart + 1);
    }
}
