package io.keelson.config.parse;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import io.keelson.vf.model.Code;
import io.keelson.vf.model.Printable;
import io.keelson.vf.model.Problem;
import io.keelson.vf.model.Subject;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;

/**
 * Text to {@link Tree}, within bounds: one document, at most 32 levels, 20,000 nodes and 1 MiB; no aliases, so there is
 * nothing to blow up.
 */
final class TreeReader {
    static final int MAX_CHARS = 1 << 20;
    private static final int MAX_DEPTH = 32;
    private static final int MAX_NODES = 20_000;

    private final JsonParser parser;
    private int nodes;

    private TreeReader(JsonParser parser) {
        this.parser = parser;
    }

    /** The tree of a YAML text. */
    static Tree yaml(String file, String text) throws Malformed {
        LoaderOptions options = new LoaderOptions();
        options.setCodePointLimit(MAX_CHARS);
        options.setNestingDepthLimit(MAX_DEPTH + 1);
        YAMLFactory factory = YAMLFactory.builder()
                .loaderOptions(options)
                .enable(YAMLParser.Feature.PARSE_BOOLEAN_LIKE_WORDS_AS_STRINGS)
                .build();
        factory.setStreamReadConstraints(limits());
        return read(file, text, factory);
    }

    /** The tree of a JSON text. */
    static Tree json(String file, String text) throws Malformed {
        return read(
                file,
                text,
                JsonFactory.builder().streamReadConstraints(limits()).build());
    }

    private static StreamReadConstraints limits() {
        return StreamReadConstraints.builder()
                .maxNestingDepth(MAX_DEPTH)
                .maxDocumentLength(4L * MAX_CHARS)
                .maxStringLength(MAX_CHARS)
                .maxNumberLength(100)
                .build();
    }

    private static Tree read(String file, String text, JsonFactory factory) throws Malformed {
        if (text.length() > MAX_CHARS) {
            throw new Malformed(file, "is longer than " + MAX_CHARS + " characters", 0, 0);
        }
        try (JsonParser parser = factory.createParser(text)) {
            return new TreeReader(parser).document();
        } catch (Flaw e) {
            throw new Malformed(file, e.what, e.line, e.column);
        } catch (JsonProcessingException e) {
            throw malformed(file, e);
        } catch (IOException | RuntimeException e) {
            // the YAML scanner throws unchecked exceptions of its own for some malformed input
            throw new Malformed(file, String.valueOf(e.getMessage()), 0, 0);
        }
    }

    private static Malformed malformed(String file, JsonProcessingException e) {
        if (e.getCause() instanceof MarkedYAMLException yaml && yaml.getProblemMark() != null) {
            Mark mark = yaml.getProblemMark();
            return new Malformed(file, firstLine(yaml.getProblem()), mark.getLine() + 1, mark.getColumn() + 1);
        }
        JsonLocation at = e.getLocation();
        return new Malformed(
                file, JsonFlaw.of(e), at == null ? 0 : at.getLineNr(), at == null ? 0 : Math.max(0, at.getColumnNr()));
    }

    private static String firstLine(@Nullable String message) {
        return String.valueOf(message).lines().findFirst().orElse("cannot be read");
    }

    private Tree document() throws IOException, Flaw {
        JsonToken first = parser.nextToken();
        if (first == null) {
            throw new Flaw("is empty", 1, 1);
        }
        Tree tree = value(first);
        if (parser.nextToken() != null) {
            throw flaw("has more than one document");
        }
        return tree;
    }

    private Tree value(JsonToken token) throws IOException, Flaw {
        if (++nodes > MAX_NODES) {
            throw flaw("has more than " + MAX_NODES + " values");
        }
        if (parser instanceof YAMLParser yaml && yaml.isCurrentAlias()) {
            throw flaw("uses an alias (*" + Printable.of(parser.getText(), 32) + "); write the value out");
        }
        int line = parser.currentTokenLocation().getLineNr();
        return switch (token) {
            case START_OBJECT -> mapping(line);
            case START_ARRAY -> sequence(line);
            case VALUE_STRING -> new Tree.Scalar(Tree.Kind.TEXT, parser.getText(), line);
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> new Tree.Scalar(Tree.Kind.NUMBER, parser.getText(), line);
            case VALUE_TRUE, VALUE_FALSE ->
                new Tree.Scalar(Tree.Kind.BOOLEAN, token == JsonToken.VALUE_TRUE ? "true" : "false", line);
            case VALUE_NULL -> new Tree.Scalar(Tree.Kind.NULL, "", line);
            default -> throw flaw("is not understood here");
        };
    }

    private Tree mapping(int line) throws IOException, Flaw {
        List<Tree.Entry> entries = new ArrayList<>();
        for (JsonToken t = parser.nextToken(); t != JsonToken.END_OBJECT; t = parser.nextToken()) {
            if (t != JsonToken.FIELD_NAME) {
                throw flaw("ends inside a mapping");
            }
            String key = parser.currentName();
            int at = parser.currentTokenLocation().getLineNr();
            entries.add(new Tree.Entry(key, value(next()), at));
        }
        return new Tree.Mapping(entries, line);
    }

    private Tree sequence(int line) throws IOException, Flaw {
        List<Tree> items = new ArrayList<>();
        for (JsonToken t = next(); t != JsonToken.END_ARRAY; t = next()) {
            items.add(value(t));
        }
        return new Tree.Sequence(items, line);
    }

    private JsonToken next() throws IOException, Flaw {
        JsonToken token = parser.nextToken();
        if (token == null) {
            throw flaw("ends too early");
        }
        return token;
    }

    private Flaw flaw(String what) {
        JsonLocation at = parser.currentTokenLocation();
        return new Flaw(what, at.getLineNr(), at.getColumnNr());
    }

    /** Found by us rather than by the scanner. */
    private static final class Flaw extends Exception {
        private static final long serialVersionUID = 1L;

        private final String what;
        private final int line;
        private final int column;

        Flaw(String what, int line, int column) {
            super(what);
            this.what = what;
            this.line = line;
            this.column = column;
        }
    }

    /** The text is no document, and where that shows. */
    static final class Malformed extends Exception {
        private static final long serialVersionUID = 1L;

        private final transient Problem problem;

        Malformed(String file, String what, int line, int column) {
            super(what);
            String place = line > 0 ? " (line " + line + ", column " + column + ")" : "";
            problem = Problem.of(
                    Code.CONFIG_MALFORMED,
                    Subject.file(file),
                    what + place,
                    "correct it; 'keelson validate " + file + "' checks a file without using it");
        }

        Problem problem() {
            return problem;
        }
    }
}
