import sys
import time
import traceback

__all__ = [
    "BASIC_FORMAT",
    "CRITICAL",
    "DEBUG",
    "ERROR",
    "FATAL",
    "INFO",
    "NOTSET",
    "WARN",
    "WARNING",
    "FileHandler",
    "Filter",
    "Formatter",
    "Handler",
    "LogRecord",
    "Logger",
    "LoggerAdapter",
    "NullHandler",
    "StreamHandler",
    "addLevelName",
    "basicConfig",
    "captureWarnings",
    "critical",
    "debug",
    "disable",
    "error",
    "exception",
    "fatal",
    "getLevelName",
    "getLogger",
    "info",
    "lastResort",
    "log",
    "raiseExceptions",
    "root",
    "shutdown",
    "warn",
    "warning",
]

CRITICAL = FATAL = 50
ERROR = 40
WARNING = WARN = 30
INFO = 20
DEBUG = 10
NOTSET = 0

BASIC_FORMAT = "%(levelname)s:%(name)s:%(message)s"
raiseExceptions = True  # noqa: N816

_names = {50: "CRITICAL", 40: "ERROR", 30: "WARNING", 20: "INFO", 10: "DEBUG", 0: "NOTSET"}
_levels = {
    "CRITICAL": 50,
    "FATAL": 50,
    "ERROR": 40,
    "WARN": 30,
    "WARNING": 30,
    "INFO": 20,
    "DEBUG": 10,
    "NOTSET": 0,
}
_start = time.time()


# The name of a level, or the level of a name.
def getLevelName(level):  # noqa: N802
    if level in _names:
        return _names[level]
    if level in _levels:
        return _levels[level]
    return "Level " + str(level)


def getLevelNamesMapping():  # noqa: N802
    return dict(_levels)


def addLevelName(level, levelName):  # noqa: N802, N803
    _names[level] = levelName
    _levels[levelName] = level


def _level(level):
    if isinstance(level, int):
        return level
    if not isinstance(level, str):
        raise TypeError("Level not an integer or a valid string: " + repr(level))
    if level not in _levels:
        raise ValueError("Unknown level: " + repr(level))
    return _levels[level]


# One message. Where it comes from (file, line, function) is not known here.
class LogRecord:
    exc_text = None
    thread = 0
    threadName = "MainThread"  # noqa: N815
    processName = "MainProcess"  # noqa: N815
    process = 0
    taskName = None  # noqa: N815

    def __init__(
        self, name, level, pathname, lineno, msg, args, exc_info, func=None, sinfo=None, **kwargs
    ):
        now = time.time()
        self.name = name
        self.msg = msg
        # A single mapping gives its values by name.
        if args and len(args) == 1 and isinstance(args[0], dict) and args[0]:
            args = args[0]
        self.args = args
        self.levelname = getLevelName(level)
        self.levelno = level
        self.pathname = pathname
        self.filename = self.module = pathname
        self.exc_info = exc_info
        self.stack_info = sinfo
        self.lineno = lineno
        self.funcName = func
        self.created = now

    @property
    def msecs(self):
        return float(int((self.created - int(self.created)) * 1000))

    @property
    def relativeCreated(self):  # noqa: N802
        return (self.created - _start) * 1000

    # The message with its arguments.
    def getMessage(self):  # noqa: N802
        msg = self.msg
        if msg.__class__ is not str:
            msg = str(msg)
        return msg % self.args if self.args else msg

    def __repr__(self):
        return '<LogRecord: %s, %s, %s, %s, "%s">' % (
            self.name,
            self.levelno,
            self.pathname,
            self.lineno,
            self.msg,
        )


def makeLogRecord(dict):  # noqa: A002, N802
    record = LogRecord(None, 0, "", 0, "", (), None)
    for key in dict:
        setattr(record, key, dict[key])
    return record


# What a record computes when it is asked for it.
_FIELDS = (
    "msecs",
    "relativeCreated",
    "thread",
    "threadName",
    "processName",
    "process",
    "taskName",
)


# Makes the text of a record. style is "%", "{" or "$".
class Formatter:
    converter = None
    default_time_format = "%Y-%m-%d %H:%M:%S"
    default_msec_format = "%s,%03d"

    def __init__(self, fmt=None, datefmt=None, style="%", validate=True, *, defaults=None):
        if style not in ("%", "{", "$"):
            raise ValueError("Style must be one of: %,{,$")
        self._style = style
        self._fmt = fmt or {"%": "%(message)s", "{": "{message}", "$": "${message}"}[style]
        self._defaults = defaults
        if style == "%":
            self._by_position()
        self.datefmt = datefmt
        marks = {"%": "%(", "{": "{", "$": "$"}
        if validate and marks[style] not in self._fmt:
            raise ValueError("Invalid format '" + self._fmt + "' for '" + style + "' style")

    # The format with its names taken out, which costs less than a mapping.
    def _by_position(self):
        parts = self._fmt.split("%(")
        pattern = [parts[0]]
        names = []
        for part in parts[1:]:
            # An escaped percent sign comes before what only looks like a name.
            last = pattern[-1]
            if (len(last) - len(last.rstrip("%"))) % 2:
                pattern.append("%(" + part)
                continue
            name, _, rest = part.partition(")")
            names.append(name)
            pattern.append("%" + rest)
        self._names = names
        self._pattern = "".join(pattern)

    def usesTime(self):  # noqa: N802
        return "asctime" in self._fmt

    def formatTime(self, record, datefmt=None):  # noqa: N802
        moment = (self.converter or time.localtime)(record.created)
        if datefmt:
            return time.strftime(datefmt, moment)
        text = "%04d-%02d-%02d %02d:%02d:%02d" % tuple(moment)[:6]
        if self.default_time_format != Formatter.default_time_format:
            text = time.strftime(self.default_time_format, moment)
        if self.default_msec_format:
            text = self.default_msec_format % (text, record.msecs)
        return text

    # The traceback of (type, exception, traceback).
    def formatException(self, ei):  # noqa: N802
        text = "".join(traceback.format_exception(ei[0], ei[1], ei[2]))
        return text[:-1] if text.endswith("\n") else text

    def formatStack(self, stack_info):  # noqa: N802
        return stack_info

    def formatMessage(self, record):  # noqa: N802
        if self._style == "%":
            try:
                return self._pattern % tuple([getattr(record, name) for name in self._names])
            except AttributeError:
                pass
        values = dict(self._defaults or ())
        values.update(record.__dict__)
        for name in _FIELDS:
            values[name] = getattr(record, name)
        try:
            if self._style == "%":
                return self._pattern % tuple([values[name] for name in self._names])
            if self._style == "{":
                return self._fmt.format(**values)
            from string import Template

            return Template(self._fmt).substitute(values)
        except KeyError as e:
            raise ValueError("Formatting field not found in record: " + repr(e.args[0]))

    def format(self, record):
        record.message = record.getMessage()
        if self.usesTime():
            record.asctime = self.formatTime(record, self.datefmt)
        text = self.formatMessage(record)
        if record.exc_info and not record.exc_text:
            record.exc_text = self.formatException(record.exc_info)
        for more in (record.exc_text, record.stack_info):
            if more:
                text += ("" if text.endswith("\n") else "\n") + more
        return text


_plain = Formatter()


# Lets the records of a logger and its children through.
class Filter:
    def __init__(self, name=""):
        self.name = name

    def filter(self, record):
        name = self.name
        return not name or record.name == name or record.name.startswith(name + ".")


class Filterer:
    def __init__(self):
        self.filters = []

    def addFilter(self, filter):  # noqa: A002, N802
        if filter not in self.filters:
            self.filters.append(filter)

    def removeFilter(self, filter):  # noqa: A002, N802
        if filter in self.filters:
            self.filters.remove(filter)

    # The record, or another one in its place; false if it is not let through.
    def filter(self, record):
        for one in self.filters:
            result = one.filter(record) if hasattr(one, "filter") else one(record)
            if not result:
                return False
            if isinstance(result, LogRecord):
                record = result
        return record


# Gets the records of a logger. Override emit().
class Handler(Filterer):
    def __init__(self, level=NOTSET):
        super().__init__()
        self.level = _level(level)
        self.formatter = None
        self._name = None

    def get_name(self):
        return self._name

    def set_name(self, name):
        self._name = name

    @property
    def name(self):
        return self._name

    @name.setter
    def name(self, name):
        self._name = name

    def setLevel(self, level):  # noqa: N802
        self.level = _level(level)

    def setFormatter(self, fmt):  # noqa: N802
        self.formatter = fmt

    def format(self, record):
        return (self.formatter or _plain).format(record)

    def emit(self, record):
        raise NotImplementedError("emit must be implemented by Handler subclasses")

    def handle(self, record):
        record = self.filter(record)
        if record:
            self.emit(record)
        return record

    def createLock(self):  # noqa: N802
        pass

    acquire = release = flush = close = createLock

    # Says on standard error that a record could not be written.
    def handleError(self, record):  # noqa: N802
        if raiseExceptions:
            sys.stderr.write("--- Logging error ---\n")
            traceback.print_exc()


# Writes to a stream, standard error unless one is given.
class StreamHandler(Handler):
    terminator = "\n"

    def __init__(self, stream=None):
        super().__init__()
        self._stream = stream

    @property
    def stream(self):
        return sys.stderr if self._stream is None else self._stream

    @stream.setter
    def stream(self, stream):
        self._stream = stream

    def setStream(self, stream):  # noqa: N802
        old = self.stream
        if stream is old:
            return None
        self._stream = stream
        return old

    def emit(self, record):
        try:
            self.stream.write(self.format(record) + self.terminator)
        except RuntimeError:
            raise
        except Exception:  # noqa: BLE001
            self.handleError(record)

    def __repr__(self):
        name = getattr(self.stream, "name", "")
        return (
            "<StreamHandler "
            + (str(name) + " " if name else "")
            + ("(" + str(getLevelName(self.level)) + ")>")
        )


# There are no files: raises OSError.
class FileHandler(StreamHandler):
    def __init__(self, filename, *args, **kwargs):
        raise OSError("there are no files here: use StreamHandler, also with an io.StringIO")


class NullHandler(Handler):
    def handle(self, record):
        pass

    emit = handle


# What is used when no handler is found: warnings and worse, without a format.
lastResort = StreamHandler()  # noqa: N816
lastResort.level = WARNING

_disabled = 0


# Turns all messages up to a level off, in all loggers.
def disable(level=CRITICAL):
    global _disabled
    _disabled = _level(level)


# Messages of one part of a program. Its parent is the logger of the name before the last dot.
class Logger(Filterer):
    def __init__(self, name, level=NOTSET):
        super().__init__()
        self.name = name
        self.level = _level(level)
        self.parent = None
        self.propagate = True
        self.handlers = []
        self.disabled = False

    def setLevel(self, level):  # noqa: N802
        self.level = _level(level)

    def getEffectiveLevel(self):  # noqa: N802
        logger = self
        while logger is not None:
            if logger.level:
                return logger.level
            logger = logger.parent
        return NOTSET

    def isEnabledFor(self, level):  # noqa: N802
        return not self.disabled and level > _disabled and level >= self.getEffectiveLevel()

    def addHandler(self, hdlr):  # noqa: N802
        if hdlr not in self.handlers:
            self.handlers.append(hdlr)

    def removeHandler(self, hdlr):  # noqa: N802
        if hdlr in self.handlers:
            self.handlers.remove(hdlr)

    def hasHandlers(self):  # noqa: N802
        logger = self
        while logger is not None:
            if logger.handlers:
                return True
            logger = logger.parent if logger.propagate else None
        return False

    def getChild(self, suffix):  # noqa: N802
        return getLogger(suffix if self is root else self.name + "." + suffix)

    def getChildren(self):  # noqa: N802
        return {logger for logger in _loggers.values() if logger.parent is self}

    def makeRecord(  # noqa: N802
        self, name, level, fn, lno, msg, args, exc_info, func=None, extra=None, sinfo=None
    ):
        record = LogRecord(name, level, fn, lno, msg, args, exc_info, func, sinfo)
        if extra is not None:
            for key in extra:
                if key in ("message", "asctime") or key in record.__dict__:
                    raise KeyError("Attempt to overwrite " + repr(key) + " in LogRecord")
                setattr(record, key, extra[key])
        return record

    def _log(self, level, msg, args, exc_info=None, extra=None, stack_info=False, stacklevel=1):
        if exc_info:
            if isinstance(exc_info, BaseException):
                exc_info = type(exc_info), exc_info, None
            elif not isinstance(exc_info, tuple):
                exc_info = sys.exc_info()
        record = self.makeRecord(
            self.name, level, "<session>", 0, msg, args, exc_info, "<unknown>", extra
        )
        self.handle(record)

    def handle(self, record):
        if self.disabled:
            return
        record = self.filter(record)
        if record:
            self.callHandlers(record)

    def callHandlers(self, record):  # noqa: N802
        found = False
        logger = self
        while logger is not None:
            for handler in logger.handlers:
                found = True
                if record.levelno >= handler.level:
                    handler.handle(record)
            logger = logger.parent if logger.propagate else None
        if not found and lastResort is not None and record.levelno >= lastResort.level:
            lastResort.handle(record)

    # Each of these writes a message; args are put into it by the % operator.
    def debug(self, msg, *args, **kwargs):
        if self.isEnabledFor(DEBUG):
            self._log(DEBUG, msg, args, **kwargs)

    def info(self, msg, *args, **kwargs):
        if self.isEnabledFor(INFO):
            self._log(INFO, msg, args, **kwargs)

    def warning(self, msg, *args, **kwargs):
        if self.isEnabledFor(WARNING):
            self._log(WARNING, msg, args, **kwargs)

    warn = warning

    def error(self, msg, *args, **kwargs):
        if self.isEnabledFor(ERROR):
            self._log(ERROR, msg, args, **kwargs)

    # An error, with the traceback of the exception that is being handled.
    def exception(self, msg, *args, exc_info=True, **kwargs):
        self.error(msg, *args, exc_info=exc_info, **kwargs)

    def critical(self, msg, *args, **kwargs):
        if self.isEnabledFor(CRITICAL):
            self._log(CRITICAL, msg, args, **kwargs)

    fatal = critical

    def log(self, level, msg, *args, **kwargs):
        if not isinstance(level, int):
            raise TypeError("level must be an integer")
        if self.isEnabledFor(level):
            self._log(level, msg, args, **kwargs)

    def __repr__(self):
        level = getLevelName(self.getEffectiveLevel())
        kind = "RootLogger" if self is root else type(self).__name__
        return "<" + kind + " " + self.name + " (" + str(level) + ")>"


root = Logger("root", WARNING)
Logger.root = root
_loggers = {}


# The logger of a name; the root logger without one.
def getLogger(name=None):  # noqa: N802
    if not name or name == "root":
        return root
    if not isinstance(name, str):
        raise TypeError("A logger name must be a string")
    if name in _loggers:
        return _loggers[name]
    logger = _loggers[name] = _logger_class(name)
    parent = root
    end = name.rfind(".")
    while end > 0:
        if name[:end] in _loggers:
            parent = _loggers[name[:end]]
            break
        end = name.rfind(".", 0, end)
    logger.parent = parent
    # Loggers below that were made before have a nearer parent now.
    for other in _loggers.values():
        if other.parent is parent and other.name.startswith(name + "."):
            other.parent = logger
    return logger


_logger_class = Logger


def getLoggerClass():  # noqa: N802
    return _logger_class


def setLoggerClass(klass):  # noqa: N802
    global _logger_class
    _logger_class = klass


# Adds information to the messages of a logger.
class LoggerAdapter:
    def __init__(self, logger, extra=None):
        self.logger = logger
        self.extra = extra

    def process(self, msg, kwargs):
        kwargs["extra"] = self.extra
        return msg, kwargs

    def log(self, level, msg, *args, **kwargs):
        if self.logger.isEnabledFor(level):
            msg, kwargs = self.process(msg, kwargs)
            self.logger.log(level, msg, *args, **kwargs)

    def debug(self, msg, *args, **kwargs):
        self.log(DEBUG, msg, *args, **kwargs)

    def info(self, msg, *args, **kwargs):
        self.log(INFO, msg, *args, **kwargs)

    def warning(self, msg, *args, **kwargs):
        self.log(WARNING, msg, *args, **kwargs)

    warn = warning

    def error(self, msg, *args, **kwargs):
        self.log(ERROR, msg, *args, **kwargs)

    def exception(self, msg, *args, exc_info=True, **kwargs):
        self.log(ERROR, msg, *args, exc_info=exc_info, **kwargs)

    def critical(self, msg, *args, **kwargs):
        self.log(CRITICAL, msg, *args, **kwargs)

    def isEnabledFor(self, level):  # noqa: N802
        return self.logger.isEnabledFor(level)

    def setLevel(self, level):  # noqa: N802
        self.logger.setLevel(level)

    def getEffectiveLevel(self):  # noqa: N802
        return self.logger.getEffectiveLevel()


# Gives the root logger a handler, unless it has one or force is true.
def basicConfig(  # noqa: N802
    *,
    format=None,  # noqa: A002
    datefmt=None,
    style="%",
    level=None,
    stream=None,
    handlers=None,
    force=False,
    filename=None,
    filemode="a",
    encoding=None,
    errors=None,
):
    if force:
        for handler in root.handlers[:]:
            root.removeHandler(handler)
    if root.handlers:
        return
    if filename is not None:
        FileHandler(filename)
    if handlers is None:
        handlers = [StreamHandler(stream)]
    elif stream is not None:
        raise ValueError("'stream' or 'filename' should not be specified together with 'handlers'")
    basic = {
        "%": BASIC_FORMAT,
        "{": "{levelname}:{name}:{message}",
        "$": "${levelname}:${name}:${message}",
    }
    if style not in basic:
        raise ValueError("Style must be one of: %,{,$")
    formatter = Formatter(format or basic[style], datefmt, style)
    for handler in handlers:
        if handler.formatter is None:
            handler.setFormatter(formatter)
        root.addHandler(handler)
    if level is not None:
        root.setLevel(level)


def _ready():
    if not root.handlers:
        basicConfig()


# The same as the root logger's methods, which get a handler first.
def debug(msg, *args, **kwargs):
    _ready()
    root.debug(msg, *args, **kwargs)


def info(msg, *args, **kwargs):
    _ready()
    root.info(msg, *args, **kwargs)


def warning(msg, *args, **kwargs):
    _ready()
    root.warning(msg, *args, **kwargs)


warn = warning


def error(msg, *args, **kwargs):
    _ready()
    root.error(msg, *args, **kwargs)


def exception(msg, *args, exc_info=True, **kwargs):
    error(msg, *args, exc_info=exc_info, **kwargs)


def critical(msg, *args, **kwargs):
    _ready()
    root.critical(msg, *args, **kwargs)


fatal = critical


def log(level, msg, *args, **kwargs):
    _ready()
    root.log(level, msg, *args, **kwargs)


# Warnings are written by the module warnings in any case.
def captureWarnings(capture):  # noqa: N802
    pass


def shutdown():
    pass
