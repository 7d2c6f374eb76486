using System.Buffers;
using System.Globalization;
using System.Text.Json;
using L4Balancer.Core;
using L4Balancer.Core.Sessions;

namespace L4Balancer.Telemetry.Access;

/// <summary>
/// Lines of JSON in one reused buffer. docs/access-log.md describes the fields.
/// </summary>
internal sealed class LogBatch : IDisposable
{
    /// <summary>An upper bound for a line; the longest values are names of servers and paths of unix sockets.</summary>
    private const int LineBytesMax = 4096;

    private readonly ArrayBufferWriter<byte> _bytes = new(Limits.AccessLogBatchBytes);
    private readonly Utf8JsonWriter _json;

    public LogBatch() => _json = new Utf8JsonWriter(_bytes, new JsonWriterOptions { SkipValidation = true });

    /// <summary>Complete lines, each with a line feed.</summary>
    public ReadOnlySpan<byte> Lines => _bytes.WrittenSpan;

    public int Count { get; private set; }

    /// <summary>Whether another line might not fit into the batch.</summary>
    public bool IsFull => _bytes.WrittenCount > Limits.AccessLogBatchBytes - LineBytesMax;

    public void Clear()
    {
        _bytes.ResetWrittenCount();
        Count = 0;
    }

    /// <param name="at">When it happened.</param>
    public void Add(in SessionRecord record, DateTimeOffset at)
    {
        Begin(at, MomentOf(record.Moment));
        Span<byte> text = stackalloc byte[64];
        record.Id.TryFormat(text, out var length, "x", CultureInfo.InvariantCulture);
        _json.WriteString(Names.Id, text[..length]);
        _json.WriteString(Names.Client, text[..ClientText.Format(record.Client, text)]);
        if (record.Facts?.Proxy is not { } via) _json.WriteNull(Names.Via);
        else _json.WriteString(Names.Via, text[..ClientText.Format(via, text)]);
        _json.WriteString(Names.ServerName, record.Facts?.ServerName);
        _json.WriteString(Names.Listener, record.Listener);
        _json.WriteString(Names.Pool, string.IsNullOrEmpty(record.Pool) ? null : record.Pool);
        _json.WriteString(Names.Backend, record.Backend?.ToString());
        _json.WriteString(Names.LastTried, record.LastTried?.ToString());
        _json.WriteNumber(Names.Retries, record.Retries);
        _json.WriteNumber(Names.Wait, record.WaitMicroseconds / 1000m);
        if (record.ConnectMicroseconds < 0) _json.WriteNull(Names.Connect);
        else _json.WriteNumber(Names.Connect, record.ConnectMicroseconds / 1000m);
        _json.WriteNumber(Names.Duration, record.Age);
        _json.WriteNumber(Names.BytesUp, record.BytesUploaded);
        _json.WriteNumber(Names.BytesDown, record.BytesDownloaded);
        WriteEnding(record.Reason);
        End();
    }

    /// <summary>Adds a line that reports dropped lines.</summary>
    public void AddDropped(long count, DateTimeOffset at)
    {
        Begin(at, "dropped"u8);
        _json.WriteNumber(Names.Count, count);
        End();
    }

    public void Dispose() => _json.Dispose();

    private void Begin(DateTimeOffset at, ReadOnlySpan<byte> what)
    {
        _json.Reset();
        _json.WriteStartObject();
        Span<byte> text = stackalloc byte[32];
        _json.WriteString(Names.Time, text[..UtcText.Format(at, text)]);
        _json.WriteString(Names.Event, what);
    }

    private void End()
    {
        _json.WriteEndObject();
        _json.Flush();
        _bytes.Write("\n"u8);
        Count++;
    }

    private void WriteEnding(CloseReason reason)
    {
        if (reason == CloseReason.None)
        {
            _json.WriteNull(Names.Reason);
            _json.WriteNull(Names.EndedBy);
            _json.WriteNull(Names.How);
            return;
        }

        var facts = reason.Facts();
        _json.WriteString(Names.Reason, facts.Word);
        _json.WriteString(Names.EndedBy, facts.ByWord);
        _json.WriteString(Names.How, facts.How);
    }

    private static ReadOnlySpan<byte> MomentOf(SessionMoment moment) => moment switch
    {
        SessionMoment.Open => "open"u8,
        SessionMoment.Running => "running"u8,
        _ => "end"u8,
    };

    /// <summary>Encoded once.</summary>
    private static class Names
    {
        public static readonly JsonEncodedText Time = JsonEncodedText.Encode("time");
        public static readonly JsonEncodedText Event = JsonEncodedText.Encode("event");
        public static readonly JsonEncodedText Count = JsonEncodedText.Encode("count");
        public static readonly JsonEncodedText Id = JsonEncodedText.Encode("id");
        public static readonly JsonEncodedText Client = JsonEncodedText.Encode("client");
        public static readonly JsonEncodedText Via = JsonEncodedText.Encode("via");
        public static readonly JsonEncodedText ServerName = JsonEncodedText.Encode("server_name");
        public static readonly JsonEncodedText Listener = JsonEncodedText.Encode("listener");
        public static readonly JsonEncodedText Pool = JsonEncodedText.Encode("pool");
        public static readonly JsonEncodedText Backend = JsonEncodedText.Encode("backend");
        public static readonly JsonEncodedText LastTried = JsonEncodedText.Encode("last_tried");
        public static readonly JsonEncodedText Retries = JsonEncodedText.Encode("retries");
        public static readonly JsonEncodedText Wait = JsonEncodedText.Encode("wait_ms");
        public static readonly JsonEncodedText Connect = JsonEncodedText.Encode("connect_ms");
        public static readonly JsonEncodedText Duration = JsonEncodedText.Encode("duration_ms");
        public static readonly JsonEncodedText BytesUp = JsonEncodedText.Encode("bytes_up");
        public static readonly JsonEncodedText BytesDown = JsonEncodedText.Encode("bytes_down");
        public static readonly JsonEncodedText Reason = JsonEncodedText.Encode("reason");
        public static readonly JsonEncodedText EndedBy = JsonEncodedText.Encode("ended_by");
        public static readonly JsonEncodedText How = JsonEncodedText.Encode("how");
    }
}
