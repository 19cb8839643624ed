import css from './legend.module.css'

interface Props {
  /** What stands beside each patch of colour, and the class that colours it. */
  items: readonly { name: string; colour: string | undefined }[]
}

/** Says which colour of a plot is what. */
export function Legend({ items }: Props) {
  return (
    <ul className={css.legend}>
      {items.map(({ name, colour }) => (
        <li key={name}>
          <i className={colour} />
          {name}
        </li>
      ))}
    </ul>
  )
}
